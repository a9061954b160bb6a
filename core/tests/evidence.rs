//! Evidence adds up, in the fax pack as shipped.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::PACK;
use faxban_core::{Confidence, Field, Matches, Role, Row, SourceKind};

fn matches(kind: SourceKind, cells: &[(Field, &str)]) -> Matches {
    let row = cells.iter().fold(Row::new(), |row, (field, text)| row.with(*field, text));
    PACK.matches(&row, kind)
}

fn confidence(cells: &[(Field, &str)]) -> Option<Confidence> {
    matches(SourceKind::Ledger, cells).evidence.confidence
}

#[test]
fn a_second_column_that_says_the_same_raises_it_by_one_step() {
    let words = (Field::Description, "Fax for reception");
    assert_eq!(confidence(&[words]), Some(Confidence::Low));
    assert_eq!(confidence(&[words, (Field::ProductCode, "32581200-1")]), Some(Confidence::High));
    let code = (Field::ProductCode, "44101502");
    assert_eq!(confidence(&[code]), Some(Confidence::Medium));
}

#[test]
fn a_weak_code_counts_beside_words_only() {
    let code = (Field::ProductCode, "8443.32.80");
    assert_eq!(matches(SourceKind::Ledger, &[code]), Matches::default());
    let both = matches(SourceKind::Ledger, &[(Field::Description, "Fax for reception"), code]);
    assert_eq!(both.evidence.confidence, Some(Confidence::Medium));
    assert_eq!(both.evidence.signs[1].role, Role::Agrees);
}

#[test]
fn a_listed_model_without_fax_makes_it_a_matter_for_a_person() {
    let cells =
        [(Field::Description, "Fax machine"), (Field::Manufacturer, "HP"), (Field::Model, "LaserJet 1005w")];
    let matches = matches(SourceKind::Register, &cells);
    assert_eq!(matches.evidence.confidence, Some(Confidence::Low));
    assert!(matches.evidence.conflicts());
    assert_eq!(matches.evidence.signs[1].column, Field::Model);
}

#[test]
fn misspelt_misread_and_cut_words_are_medium_at_most() {
    for text in ["Facsimilie machine", "Fax rnachine", "0KlFAX 170", "PANASONIC FAX MACHI"] {
        let agreeing = [(Field::Description, text), (Field::ProductCode, "32581200-1")];
        assert_eq!(confidence(&[(Field::Description, text)]), Some(Confidence::Medium), "{text}");
        assert_eq!(confidence(&agreeing), Some(Confidence::Medium), "{text}");
    }
    assert_eq!(confidence(&[(Field::Description, "Fax machine")]), Some(Confidence::High));
}

#[test]
fn a_maker_that_supplies_makes_a_model_where_every_word_is_known() {
    let model = (Field::Description, "FO-4810 refurbished");
    let supplier = (Field::Supplier, "Sharp Business Systems UK");
    assert_eq!(confidence(&[model]), None);
    assert_eq!(confidence(&[model, supplier]), Some(Confidence::Medium));
    assert_eq!(confidence(&[(Field::Model, "FO-4810"), supplier]), Some(Confidence::Low));
    let said = "FO-4810 patchcord";
    let twice = [(Field::Description, said), (Field::Model, "FO-4810"), supplier];
    assert_eq!(matches(SourceKind::Ledger, &twice).evidence.doubt(said), Some("patchcord"));
    let other = matches(SourceKind::Ledger, &[(Field::Description, said), supplier]);
    assert_eq!(other.evidence.doubt(said), Some("patchcord"));
    assert_eq!(confidence(&[model, (Field::Manufacturer, "Sharp")]), Some(Confidence::High));
}

#[test]
fn who_asked_for_a_machine_is_not_what_was_bought() {
    let doubt = |said| matches(SourceKind::Ledger, &[(Field::Description, said)]).evidence.doubt(said);
    assert_eq!(doubt("FAO Mrs Oakthorpe: fax machine"), None);
    assert_eq!(doubt("Req by Oakthorpe fax machine"), None);
    assert_eq!(doubt("Oakthorpe fax machine"), Some("Oakthorpe"));
    assert_eq!(doubt("FAO Mrs Oakthorpe, pipettes by fax machine"), Some("pipettes"));
    assert_eq!(doubt("FAO Oakthorpe pipettes sent by fax machine"), Some("pipettes"));
}

#[test]
fn a_model_that_other_things_have_as_well_needs_every_word_to_be_known() {
    let said = "Fetal doppler";
    let cells = [(Field::Description, said), (Field::Manufacturer, "Huntleigh"), (Field::Model, "UF-750")];
    assert_eq!(matches(SourceKind::Register, &cells).evidence.doubt(said), Some("Fetal"));
    let known = [(Field::Description, "Ward 3"), (Field::Model, "UF-750")];
    assert_eq!(matches(SourceKind::Register, &known).evidence.doubt("Ward 3"), None);
}

#[test]
fn a_supplier_that_removes_things_clears_nothing() {
    let cells = [(Field::Supplier, "Rapid Removals"), (Field::Description, "Fax machine for ward 3")];
    assert_eq!(confidence(&cells), Some(Confidence::High));
}

#[test]
fn a_cleared_line_shows_the_words_that_explain_it() {
    let matches = matches(SourceKind::Ledger, &[(Field::Description, "Disposal of 3 fax machines")]);
    let signs = &matches.evidence.signs;
    assert_eq!(signs.iter().map(|sign| sign.role).collect::<Vec<_>>(), [Role::Decides, Role::Explains]);
    assert_eq!(PACK.exclusions[signs[1].by].id, "removal");
    assert_eq!(signs[1].span.start, 0);
}

#[test]
fn what_the_supplier_is_called_is_no_part_of_the_line() {
    let class = |cells: &[(Field, &str)]| {
        let matches = matches(SourceKind::Ledger, cells);
        matches.decisive().map(|hit| PACK.classes[PACK.rules[hit.rule].class].id.clone())
    };
    let machine = (Field::Description, "Panasonic KX-FT986");
    assert_eq!(class(&[(Field::Supplier, "Toner World Ltd"), machine]).as_deref(), Some("fax_machine"));
    let toner = (Field::Description, "Toner for fax machine");
    let repairer = (Field::Supplier, "Engineer Repair of Medway");
    assert_eq!(class(&[repairer, toner]).as_deref(), Some("fax_consumable"));
}
