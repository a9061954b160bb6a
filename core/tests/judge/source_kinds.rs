//! What a pack says of each kind of table.

use std::fs;
use std::path::Path;

use faxban_core::judge::{Bench, Circumstances, Found, Verdict};
use faxban_core::{Confidence, Outcome, Pack, PackFiles, SourceKind};

use super::{MACHINE, TODAY, WORDING};

/// The fax pack with this in place of what it says of kinds of table.
fn pack_with(source_kinds: &str) -> Result<Pack, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/fax");
    let mut files = PackFiles::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut text = fs::read_to_string(&path).unwrap();
        if path.ends_with("pack.toml") {
            let (from, to) = (text.find("[[source_kind]]").unwrap(), text.find("[[limitation]]").unwrap());
            text.replace_range(from..to, source_kinds);
        }
        files.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), text);
    }
    Pack::load_unchecked(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn judged_by(pack: &Pack, kind: SourceKind, hidden: bool) -> Verdict {
    let class = pack.classes.iter().position(|class| class.id == MACHINE).unwrap();
    let line = Circumstances { hidden, ..Circumstances::default() };
    Bench { pack, wording: &WORDING, as_of: TODAY }
        .judge(Found { class, confidence: Confidence::High, conflicts: false }, kind, &line, None)
        .unwrap()
}

#[test]
fn where_a_pack_says_nothing_of_a_kind_of_table_a_person_looks() {
    let pack = pack_with("").unwrap();
    for kind in SourceKind::ALL {
        let verdict = judged_by(&pack, *kind, false);
        let expected = if *kind == SourceKind::Register { Outcome::Breach } else { Outcome::Review };
        assert_eq!(verdict.outcome, expected, "{kind:?}");
        assert!(!verdict.recommendation.is_empty(), "{kind:?}");
    }
}

#[test]
fn a_pack_says_what_may_be_said_of_a_kind_of_table() {
    let pack = pack_with(
        r#"
[[source_kind]]
kind = "requisition"
at_most = "indicator"
recommendation = "Ask who wanted it."
[[source_kind]]
kind = "list"
at_most = "breach"
sentence = "only_listed"
[[source_kind]]
kind = "catalogue"
at_most = "compliant"
[[source_kind]]
kind = "register"
at_most = "review"
"#,
    )
    .unwrap();
    let verdict = judged_by(&pack, SourceKind::Requisition, false);
    assert_eq!((verdict.outcome, &*verdict.recommendation), (Outcome::Indicator, "Ask who wanted it."));
    assert_eq!(judged_by(&pack, SourceKind::List, false).outcome, Outcome::Breach);
    assert_eq!(judged_by(&pack, SourceKind::List, true).outcome, Outcome::Review, "in a hidden sheet always");
    let verdict = judged_by(&pack, SourceKind::Catalogue, false);
    assert_eq!((verdict.outcome, &*verdict.recommendation), (Outcome::Compliant, ""));
    assert_eq!(judged_by(&pack, SourceKind::Register, false).outcome, Outcome::Review);
}

#[test]
fn what_is_wrong_with_a_kind_of_table_is_told_with_its_line() {
    for (wrong, message) in [
        ("[[source_kind]]\nkind = \"list\"\nat_most = \"cleared\"\n", "cleared is not a verdict"),
        (
            "[[source_kind]]\nkind = \"list\"\nat_most = \"review\"\nsentence = \"nothing\"\n",
            "the sentence \"nothing\"",
        ),
        (
            "[[source_kind]]\nkind = \"list\"\nat_most = \"review\"\nrecommendation = \" \"\n",
            "a blank recommendation",
        ),
        (
            "[[source_kind]]\nkind = \"list\"\nat_most = \"review\"\n[[source_kind]]\nkind = \"list\"\nat_most = \"review\"\n",
            "list is there twice",
        ),
        ("[[source_kind]]\nkind = \"lists\"\nat_most = \"review\"\n", "unknown variant `lists`"),
    ] {
        let faults = pack_with(wrong).unwrap_err();
        assert!(
            faults.iter().any(|fault| fault.contains(message) && fault.contains("pack.toml")),
            "{faults:?}"
        );
    }
}
