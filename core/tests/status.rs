//! What status cells of real registers mean.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use faxban_core::status::{State, Statuses};

fn statuses() -> Statuses {
    Statuses::parse(include_str!("../../rules/status.toml")).unwrap()
}

#[test]
fn words_say_whether_a_thing_is_there() {
    let statuses = statuses();
    for (cell, state) in [
        ("In use", State::InUse),
        ("Deployed", State::InUse),
        ("Leased", State::InUse),
        ("In Maintenance", State::InUse),
        ("Not in use", State::Stored),
        ("Spare / in storage", State::Stored),
        ("Ready to Deploy", State::Stored),
        ("Awaiting disposal", State::Stored),
        ("Decommissioned", State::Disposed),
        ("WEEE 30/03/2020", State::Disposed),
        ("Returned to lessor 2019", State::Disposed),
        ("Not disposed", State::InUse),
        ("Lost", State::Lost),
        ("Lost/Stolen", State::Lost),
        ("On order", State::Ordered),
        ("Requested", State::Requested),
        ("Pending approval", State::Requested),
        ("Not yet approved", State::Requested),
        ("Draft", State::Requested),
        ("Approved by finance", State::Approved),
        ("Not approved", State::Rejected),
        ("REJECTED", State::Rejected),
        ("Cancelled", State::Rejected),
        ("Withdrawn", State::Rejected),
        ("PO raised", State::Ordered),
        ("Ceased", State::Disposed),
        ("To be ceased", State::Stored),
        ("Live", State::InUse),
        ("7", State::Disposed),
        ("", State::NotStated),
        ("   ", State::NotStated),
        ("see note", State::Unknown),
        ("Emergency use only", State::InUse),
        ("Kept for emergencies", State::Stored),
        ("useful", State::Unknown),
    ] {
        assert_eq!(statuses.classify(cell).state, state, "{cell:?}");
    }
}

#[test]
fn dates_and_emergencies_are_noticed() {
    let statuses = statuses();
    let date = |cell| statuses.classify(cell).date.map(|parsed| parsed.date.to_string());
    assert_eq!(date("WEEE 30/03/2020").as_deref(), Some("2020-03-30"));
    assert_eq!(date("Disposed 12 Mar 2020.").as_deref(), Some("2020-03-12"));
    assert_eq!(date("Disposed, lot 4471"), None);
    assert!(statuses.classify("Kept for emergencies").emergency);
    assert!(!statuses.classify("In use").emergency);
}

#[test]
fn a_cell_answers_its_heading_with_yes_or_no() {
    let statuses = statuses();
    for (cell, answer) in
        [("Y", Some(true)), ("yes.", Some(true)), (" N ", Some(false)), ("FALSE", Some(false))]
    {
        assert_eq!(statuses.flag(cell), answer, "{cell:?}");
    }
    for cell in ["", "12/03/2020", "Sold", "yes, in part"] {
        assert_eq!(statuses.flag(cell), None, "{cell:?}");
    }
}

#[test]
fn a_wrong_file_is_told() {
    assert!(Statuses::parse("words = 3").is_err());
}
