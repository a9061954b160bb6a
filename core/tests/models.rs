//! Lists of models: what is found, what is cleared, what is faulty.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use faxban_core::{Field, Pack, PackFiles, Row, SourceKind};

const PACK: &str = r#"
[pack]
id = "t"
title = "Test"
version = "1"
review_by = "2027-01-01"
product = "product"
departure = "departs"

[[instrument]]
id = "i"
title = "Text"
issuer = "Somebody"
published = "2018"
url = "https://example.org"
quotation = "Do not"
certainty = "stated"
binds = ["nhs_trust"]

[[duty]]
id = "buy"
instrument = "i"
from = "2019-01-01"
certainty = "stated"
criteria = "Do not"

[[class]]
id = "device"
label = "device"
ledger = "buy"
register = "buy"
[class.buy]
outcome = "review"
recommendation = "Ask."

[[rule]]
id = "series"
class = "device"
confidence = "medium"
rank = 5
source = "a test"
patterns = ['\bacme zx[ -]?[0-9]+[a-z]*\b']
match = ["Acme ZX102"]
no_match = ["Acme YY100"]
"#;
const HEADER: &str = "maker,family,model,class,source,checked\n";

fn load(models: &str) -> Result<Pack, Vec<String>> {
    let files = PackFiles::from([
        ("pack.toml".to_owned(), PACK.to_owned()),
        ("models.csv".to_owned(), format!("{HEADER}{models}")),
    ]);
    Pack::load(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn decides(pack: &Pack, row: &Row<'_>) -> Option<String> {
    let matches = pack.matches(row, SourceKind::Register);
    matches.decisive().map(|hit| pack.rules[hit.rule].id.clone())
}

fn described(pack: &Pack, text: &str) -> Option<String> {
    decides(pack, &Row::new().with(Field::Description, text))
}

#[test]
fn spaces_and_hyphens_are_free() {
    let pack = load("Acme,superjet|super jet,Q-9fx,device,data sheet,2026-11-23\n").unwrap();
    for text in ["SuperJet Q9fx", "ACME SUPER JET Q 9 FX", "superjet pro q-9fx duplex"] {
        assert_eq!(described(&pack, text).as_deref(), Some("models-superjet-device"), "{text}");
    }
    for text in ["Q9fx", "SuperJet Q9", "SuperJet Q9fxw"] {
        assert_eq!(described(&pack, text), None, "{text}");
    }
}

#[test]
fn the_maker_may_stand_in_its_own_column() {
    let pack = load("Acme,,Q-9fx,device,data sheet,2026-11-23\n").unwrap();
    let row = Row::new().with(Field::Manufacturer, "Acme").with(Field::Model, "Q9FX");
    assert_eq!(decides(&pack, &row).as_deref(), Some("models-acme-device"));
    let row = Row::new().with(Field::Manufacturer, "Other").with(Field::Model, "Q9FX");
    assert_eq!(decides(&pack, &row), None);
}

#[test]
fn a_model_listed_as_none_clears_its_own_name_only() {
    let pack = load("Acme,,ZX100,none,data sheet,2026-11-23\n").unwrap();
    assert_eq!(described(&pack, "Acme ZX100"), None);
    assert_eq!(described(&pack, "Acme ZX101").as_deref(), Some("series"));
    assert_eq!(described(&pack, "Acme ZX100 and Acme ZX101").as_deref(), Some("series"));
}

#[test]
fn only_tariff_headings_go_on() {
    let codes = "scheme,version,code,name,class,confidence,source\n\
                 HS,2022,844331,Devices,device,medium,a test\nGL,local,412345,Devices,device,medium,a test\n";
    let files = PackFiles::from([
        ("pack.toml".to_owned(), PACK.to_owned()),
        ("codes.csv".to_owned(), codes.to_owned()),
    ]);
    let pack = Pack::load(&files).unwrap();
    let of = |code: &str| decides(&pack, &Row::new().with(Field::ProductCode, code));
    for code in ["844331", "8443.31", "8443 31 20", "8443312000"] {
        assert_eq!(of(code).as_deref(), Some("code-hs-844331"), "{code}");
    }
    for code in ["41234567", "4123 45", "412346"] {
        assert_eq!(of(code), None, "{code}");
    }
    assert_eq!(of("412345").as_deref(), Some("code-gl-412345"));
}

#[test]
fn faults_are_named_with_their_line() {
    let faults = |models: &str| load(models).unwrap_err().join("\n");
    assert!(faults("Acme,,ZX100,device,,2026-11-23\n").contains("models.csv:2: the model ZX100 needs"));
    assert!(faults("Acme,,Z,device,x,2026-11-23\n").contains("models.csv:2: the model \"Z\" needs a digit"));
    assert!(faults("Acme,,ZX100,gadget,x,2026-11-23\n").contains("models.csv:2: the class \"gadget\""));
    let twice = faults("Acme,,ZX100,device,x,2026-11-23\nAcme,,ZX-100,none,x,2026-11-23\n");
    assert!(twice.contains("models.csv:3: the model Acme ZX-100 is listed twice"), "{twice}");
}
