//! The outcome table, branch by branch: one test a branch, named after it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod source_kinds;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use faxban_core::judge::{Bench, Circumstances, DateFact, Exemption, Found, Verdict};
use faxban_core::status::State;
use faxban_core::wording::Wording;
use faxban_core::{BodyKind, Confidence, Duty, Outcome, Pack, SourceKind};
use jiff::civil::{Date, date};

use common::PACK;

static WORDING: LazyLock<Wording> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/wording.toml");
    Wording::parse(&fs::read_to_string(path).unwrap()).unwrap()
});

const TODAY: Date = date(2026, 11, 23);

/// A line to be judged.
struct Case {
    class: &'static str,
    kind: SourceKind,
    confidence: Confidence,
    as_of: Date,
    line: Circumstances,
    exemption: Option<Exemption>,
}

impl Case {
    fn judge(&self) -> Verdict {
        let class = PACK.classes.iter().position(|class| class.id == self.class).unwrap();
        Bench { pack: &PACK, wording: &WORDING, as_of: self.as_of }
            .judge(
                Found { class, confidence: self.confidence, conflicts: false },
                self.kind,
                &self.line,
                self.exemption.as_ref(),
            )
            .unwrap()
    }
}

fn bought(class: &'static str, day: Date) -> Case {
    let line = Circumstances { date: DateFact::day(day), pence: Some(14_900), ..Circumstances::default() };
    Case {
        class,
        kind: SourceKind::Ledger,
        confidence: Confidence::High,
        as_of: TODAY,
        line,
        exemption: None,
    }
}

fn held(class: &'static str, state: State) -> Case {
    let line = Circumstances { state, status: "as the register says".to_owned(), ..Circumstances::default() };
    Case {
        class,
        kind: SourceKind::Register,
        confidence: Confidence::High,
        as_of: TODAY,
        line,
        exemption: None,
    }
}

fn requested(state: State) -> Case {
    let line = Circumstances { state, ..bought(MACHINE, date(2021, 3, 5)).line };
    let line = Circumstances { status: "as written".to_owned(), ..line };
    Case { kind: SourceKind::Requisition, line, ..bought(MACHINE, date(2021, 3, 5)) }
}

fn of_kind(class: &'static str, kind: SourceKind) -> Case {
    Case { kind, ..held(class, State::NotStated) }
}

fn with(mut case: Case, change: impl FnOnce(&mut Case)) -> Case {
    change(&mut case);
    case
}

fn exemption(from: Option<Date>, expires: Option<Date>) -> Exemption {
    let [reason, approver, evidence] = ["Major incidents", "Chief nurse", "Board paper 7"].map(str::to_owned);
    Exemption { reason, approver, from, expires, evidence }
}

macro_rules! branches {
    ($($name:ident: $case:expr => $outcome:ident, $duty:ident, $says:literal;)+) => {
        $(#[test]
        fn $name() {
            let verdict = $case.judge();
            assert_eq!((verdict.outcome, verdict.duty), (Outcome::$outcome, Duty::$duty), "{}", verdict.reason);
            assert!(verdict.reason.contains($says), "{}", verdict.reason);
            assert!(!verdict.reason.contains(['{', '}']), "{}", verdict.reason);
            assert_eq!(verdict.recommendation.is_empty(), verdict.outcome == Outcome::Compliant);
        })+
    };
}

const MACHINE: &str = "fax_machine";

branches! {
    machine_bought_on_the_first_day_is_a_breach: bought(MACHINE, date(2019, 1, 1)) => Breach, Buy, "on or after 2019-01-01";
    machine_bought_on_the_day_before_is_compliant: bought(MACHINE, date(2018, 12, 31)) => Compliant, Buy, "before 2019-01-01";
    machine_bought_without_a_date_is_reviewed:
        with(bought(MACHINE, TODAY), |c| c.line.date = DateFact::Missing) => Review, Buy, "no date";
    machine_bought_on_an_impossible_day_is_reviewed:
        with(bought(MACHINE, TODAY), |c| c.line.date = DateFact::Impossible("31/02/2020".into())) => Review, Buy, "31/02/2020";
    machine_bought_on_an_unreadable_day_is_reviewed:
        with(bought(MACHINE, TODAY), |c| c.line.date = DateFact::Unreadable("spring".into())) => Review, Buy, "cannot be read";
    machine_bought_in_a_year_around_the_ban_is_reviewed:
        with(bought(MACHINE, TODAY), |c| c.line.date = DateFact::Known { first: date(2018, 4, 1), last: date(2019, 3, 31), either: false })
        => Review, Buy, "does not say whether";
    machine_bought_after_the_as_of_day_is_reviewed: bought(MACHINE, date(2027, 1, 1)) => Review, Buy, "check the date";
    machine_bought_before_the_duty_when_judged_before_it_is_compliant:
        with(bought(MACHINE, date(2018, 6, 1)), |c| c.as_of = date(2018, 12, 31)) => Compliant, Buy, "before the duty begins";
    machine_refunded_is_reviewed:
        with(bought(MACHINE, date(2020, 5, 1)), |c| c.line.pence = Some(-14_900)) => Review, Buy, "refund";
    machine_refunded_before_the_ban_is_compliant:
        with(bought(MACHINE, date(2018, 5, 1)), |c| c.line.pence = Some(-14_900)) => Compliant, Buy, "refund";
    machine_of_low_confidence_is_reviewed:
        with(bought(MACHINE, date(2020, 5, 1)), |c| c.confidence = Confidence::Low) => Review, Buy, "words alone";
    several_machines_are_said_to_be_several:
        with(bought(MACHINE, date(2020, 5, 1)), |c| c.line.quantity = Some(4)) => Breach, Buy, "4 pieces";

    mfd_bought_is_reviewed: bought("mfd_with_fax", date(2020, 5, 1)) => Review, Buy, "2020-05-01";
    mfd_bought_before_the_ban_is_compliant: bought("mfd_with_fax", date(2018, 5, 1)) => Compliant, Buy, "inside the rules";
    software_bought_is_reviewed: bought("fax_software", date(2020, 5, 1)) => Review, Buy, "2020-05-01";
    software_bought_before_the_ban_is_compliant: bought("fax_software", date(2018, 5, 1)) => Compliant, Buy, "inside the rules";
    consumable_after_the_phase_out_is_an_indicator:
        bought("fax_consumable", date(2020, 4, 1)) => Indicator, RunningCost, "evidence that a fax is still in use";
    consumable_on_the_last_day_is_compliant: bought("fax_consumable", date(2020, 3, 31)) => Compliant, RunningCost, "inside";
    service_after_the_phase_out_is_an_indicator: bought("fax_service", date(2021, 1, 1)) => Indicator, RunningCost, "no departure";
    service_before_the_phase_out_is_compliant: bought("fax_service", date(2019, 6, 1)) => Compliant, RunningCost, "inside";
    service_of_low_confidence_is_reviewed:
        with(bought("fax_service", date(2021, 1, 1)), |c| c.confidence = Confidence::Low) => Review, RunningCost, "words alone";
    service_refunded_stays_an_indicator:
        with(bought("fax_service", date(2021, 1, 1)), |c| c.line.pence = Some(-5)) => Indicator, RunningCost, "refund";

    machine_in_use_is_a_breach: held(MACHINE, State::InUse) => Breach, Hold, "in use";
    machine_in_storage_is_a_breach_and_says_so: held(MACHINE, State::Stored) => Breach, Hold, "in storage is still held";
    machine_without_a_status_is_held: held(MACHINE, State::NotStated) => Breach, Hold, "what a register lists is held";
    machine_held_on_the_last_day_is_compliant:
        with(held(MACHINE, State::InUse), |c| c.as_of = date(2020, 3, 31)) => Compliant, Hold, "inside the rules";
    machine_held_on_the_first_day_is_a_breach:
        with(held(MACHINE, State::InUse), |c| c.as_of = date(2020, 4, 1)) => Breach, Hold, "2020-04-01";
    machine_disposed_of_in_time_is_compliant:
        with(held(MACHINE, State::Disposed), |c| c.line.disposed = DateFact::day(date(2020, 3, 31))) => Compliant, Hold, "disposed of on 2020-03-31";
    machine_disposed_of_late_is_a_breach_that_has_ended:
        with(held(MACHINE, State::Disposed), |c| c.line.disposed = DateFact::day(date(2020, 4, 1))) => Breach, Hold, "has ended";
    machine_to_be_disposed_of_is_still_held:
        with(held(MACHINE, State::NotStated), |c| c.line.disposed = DateFact::day(date(2027, 1, 1))) => Breach, Hold, "still held";
    machine_disposed_of_in_a_year_around_the_deadline_is_reviewed:
        with(held(MACHINE, State::Disposed), |c| c.line.disposed = DateFact::Known { first: date(2020, 1, 1), last: date(2020, 12, 31), either: false })
        => Review, Hold, "2020-01-01 to 2020-12-31\" does not say whether";
    machine_disposed_of_without_a_date_is_reviewed: held(MACHINE, State::Disposed) => Review, Hold, "not since when";
    machine_with_an_unreadable_disposal_is_reviewed:
        with(held(MACHINE, State::Disposed), |c| c.line.disposed = DateFact::Unreadable("tbc".into())) => Review, Hold, "tbc";
    machine_disposed_of_and_in_use_is_reviewed:
        with(held(MACHINE, State::InUse), |c| c.line.disposed = DateFact::day(date(2019, 1, 1))) => Review, Hold, "which is right";
    machine_disposed_of_before_it_was_acquired_is_reviewed:
        with(held(MACHINE, State::Disposed), |c| {
            c.line.acquired = DateFact::day(date(2014, 5, 6));
            c.line.disposed = DateFact::day(date(2010, 3, 1));
        }) => Review, Hold, "disposed of on 2010-03-01, before it was acquired on 2014-05-06: one of the dates is wrong";
    machine_whose_dates_contradict_each_other_is_no_purchase_after_the_ban_either:
        with(held(MACHINE, State::Disposed), |c| {
            c.line.acquired = DateFact::day(date(2019, 5, 10));
            c.line.disposed = DateFact::day(date(2019, 5, 9));
        }) => Review, Hold, "one of the dates is wrong";
    machine_disposed_of_in_the_year_of_its_acquisition_may_be_right:
        with(held(MACHINE, State::Disposed), |c| {
            c.line.acquired = DateFact::day(date(2014, 12, 31));
            c.line.disposed = DateFact::Known { first: date(2014, 1, 1), last: date(2014, 12, 31), either: false };
        }) => Compliant, Hold, "disposed of on";
    machine_lost_is_reviewed: held(MACHINE, State::Lost) => Review, Hold, "cannot be shown";
    machine_on_order_is_reviewed: held(MACHINE, State::Ordered) => Review, Hold, "Cancel the order";
    machine_with_an_unknown_status_is_reviewed: held(MACHINE, State::Unknown) => Review, Hold, "cannot be understood";
    machine_acquired_after_the_ban_breaches_both:
        with(held(MACHINE, State::InUse), |c| c.line.acquired = DateFact::day(date(2019, 5, 10))) => Breach, Hold, "2019-05-10, on or after the stop-buy date 2019-01-01";
    machine_acquired_after_the_ban_and_disposed_of_in_time_breaches_buy:
        with(held(MACHINE, State::Disposed), |c| {
            c.line.acquired = DateFact::day(date(2019, 5, 10));
            c.line.disposed = DateFact::day(date(2020, 3, 1));
        }) => Breach, Buy, "stop-buy date";
    machine_acquired_by_lease_says_how:
        with(held(MACHINE, State::InUse), |c| c.line.method = "Lease".into()) => Breach, Hold, "Acquired by lease";
    machine_kept_for_emergencies_needs_an_exemption:
        with(held(MACHINE, State::InUse), |c| c.line.emergency = true) => Breach, Hold, "needs an exemption";
    mfd_held_is_reviewed: held("mfd_with_fax", State::InUse) => Review, Hold, "in use";
    mfd_disposed_of_in_time_is_compliant:
        with(held("mfd_with_fax", State::Disposed), |c| c.line.disposed = DateFact::day(date(2020, 1, 1))) => Compliant, Hold, "inside";
    software_held_is_reviewed: held("fax_software", State::InUse) => Review, Hold, "in use";
    consumable_in_a_register_is_an_indicator: held("fax_consumable", State::Stored) => Indicator, RunningCost, "kept";
    service_in_a_register_is_an_indicator: held("fax_service", State::InUse) => Indicator, RunningCost, "in use";
    machine_of_low_confidence_in_a_register_is_reviewed:
        with(held(MACHINE, State::InUse), |c| c.confidence = Confidence::Low) => Review, Hold, "words alone";

    machine_requested_is_reviewed: requested(State::NotStated) => Review, Buy, "requested, not bought";
    machine_requested_and_approved_is_reviewed: requested(State::Approved) => Review, Buy, "Stop it before it is ordered";
    machine_requested_and_ordered_is_reviewed: requested(State::Ordered) => Review, Buy, "Find the order";
    machine_requested_and_not_decided_is_reviewed: requested(State::Requested) => Review, Buy, "not decided yet";
    machine_requested_and_refused_is_compliant: requested(State::Rejected) => Compliant, Buy, "nothing was bought";
    machine_requested_with_another_status_is_reviewed: requested(State::Unknown) => Review, Buy, "cannot be understood";
    machine_requested_before_the_ban_is_compliant:
        with(requested(State::Approved), |c| c.line.date = DateFact::day(date(2018, 12, 31))) => Compliant, Buy, "before 2019-01-01";
    machine_requested_on_an_unknown_day_is_reviewed:
        with(requested(State::NotStated), |c| c.line.date = DateFact::Missing) => Review, Buy, "requested, not bought";
    machine_requested_in_a_year_around_the_ban_is_reviewed:
        with(requested(State::NotStated), |c| c.line.date = DateFact::Known { first: date(2018, 4, 1), last: date(2019, 3, 31), either: false })
        => Review, Buy, "does not say whether";
    machine_requested_on_an_impossible_day_is_reviewed:
        with(requested(State::NotStated), |c| c.line.date = DateFact::Impossible("31/02/2020".into())) => Review, Buy, "31/02/2020";
    machine_requested_when_judged_before_the_duty_is_compliant:
        with(requested(State::Approved), |c| c.as_of = date(2018, 12, 31)) => Compliant, Buy, "before the duty begins";
    machine_requested_is_exempt_with_an_exemption:
        with(requested(State::NotStated), |c| c.exemption = Some(exemption(None, None))) => Exempt, Buy, "no expiry";
    consumable_requested_is_an_indicator:
        with(requested(State::NotStated), |c| c.class = "fax_consumable") => Indicator, RunningCost, "requested, not bought";
    machine_of_low_confidence_requested_is_reviewed:
        with(requested(State::NotStated), |c| c.confidence = Confidence::Low) => Review, Buy, "words alone";
    machine_on_offer_is_reviewed: of_kind(MACHINE, SourceKind::Catalogue) => Review, Buy, "on offer, not bought";
    consumable_on_offer_is_an_indicator:
        of_kind("fax_consumable", SourceKind::Catalogue) => Indicator, RunningCost, "on offer";
    machine_on_offer_when_judged_before_the_ban_is_compliant:
        with(of_kind(MACHINE, SourceKind::Catalogue), |c| c.as_of = date(2018, 12, 31)) => Compliant, Buy, "before the duty begins";
    line_in_use_is_an_indicator:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.line.state = State::InUse) => Indicator, RunningCost, "the line is in use";
    line_without_a_status_is_an_indicator:
        of_kind("fax_service", SourceKind::Lines) => Indicator, RunningCost, "list of telephone lines";
    line_called_a_machine_is_an_indicator: of_kind(MACHINE, SourceKind::Lines) => Indicator, Hold, "list of telephone lines";
    line_of_low_confidence_is_an_indicator_and_says_so:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.confidence = Confidence::Low) => Indicator, RunningCost, "words alone";
    line_ceased_is_compliant_however_late:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.line.disposed = DateFact::day(date(2026, 11, 23)))
        => Compliant, RunningCost, "ceased on 2026-11-23";
    line_ceased_on_the_next_day_is_an_indicator:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.line.disposed = DateFact::day(date(2026, 11, 24)))
        => Indicator, RunningCost, "to be ceased on 2026-11-24";
    line_said_to_be_gone_is_compliant:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.line.state = State::Disposed) => Compliant, RunningCost, "line is gone";
    line_ceased_on_an_unreadable_day_is_an_indicator:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.line.disposed = DateFact::Unreadable("tbc".into()))
        => Indicator, RunningCost, "tbc";
    line_when_judged_before_the_phase_out_is_compliant:
        with(of_kind("fax_service", SourceKind::Lines), |c| c.as_of = date(2020, 3, 31)) => Compliant, RunningCost, "before the duty begins";
    printer_that_faxed_says_so:
        with(of_kind("mfd_with_fax", SourceKind::PrintFleet), |c| c.line.fax_pages = Some(133)) => Review, Hold, "133 fax pages";
    printer_that_did_not_fax_says_so:
        with(of_kind("mfd_with_fax", SourceKind::PrintFleet), |c| c.line.fax_pages = Some(0)) => Review, Hold, "no fax pages";
    machine_among_printers_is_a_breach: of_kind(MACHINE, SourceKind::PrintFleet) => Breach, Hold, "what a register lists";
    machine_in_a_list_is_reviewed: of_kind(MACHINE, SourceKind::List) => Review, Hold, "do not show that one is held";
    machine_in_a_hidden_list_is_reviewed:
        with(of_kind(MACHINE, SourceKind::List), |c| c.line.hidden = true) => Review, Hold, "sheet is hidden";
    machine_in_a_hidden_register_is_a_breach:
        with(held(MACHINE, State::InUse), |c| c.line.hidden = true) => Breach, Hold, "in use";
    machine_said_not_to_be_disposed_of_is_held: held(MACHINE, State::Held) => Breach, Hold, "not disposed of";
    machine_said_not_to_be_disposed_of_with_a_day_of_disposal_is_reviewed:
        with(held(MACHINE, State::Held), |c| c.line.disposed = DateFact::day(date(2019, 1, 1))) => Review, Hold, "which is right";
    machine_asked_for_in_a_register_is_reviewed: held(MACHINE, State::Requested) => Review, Hold, "Cancel the order";
    machine_approved_in_a_register_is_reviewed: held(MACHINE, State::Approved) => Review, Hold, "cannot be understood";

    exemption_covers_a_breach:
        with(held(MACHINE, State::InUse), |c| c.exemption = Some(exemption(None, Some(TODAY)))) => Exempt, Hold, "approved by Chief nurse: Major incidents";
    exemption_covers_a_review:
        with(held("mfd_with_fax", State::InUse), |c| c.exemption = Some(exemption(None, Some(TODAY)))) => Exempt, Hold, "Exempt until";
    exemption_that_has_ended_covers_nothing:
        with(held(MACHINE, State::InUse), |c| c.exemption = Some(exemption(None, Some(date(2026, 11, 22))))) => Breach, Hold, "ended on 2026-11-22";
    exemption_that_has_not_begun_covers_nothing:
        with(held(MACHINE, State::InUse), |c| c.exemption = Some(exemption(Some(date(2026, 12, 1)), None))) => Breach, Hold, "begins after";
    exemption_without_an_end_says_so:
        with(held(MACHINE, State::InUse), |c| c.exemption = Some(exemption(None, None))) => Exempt, Hold, "no expiry";
    exemption_does_not_touch_an_indicator:
        with(bought("fax_service", date(2021, 1, 1)), |c| c.exemption = Some(exemption(None, None))) => Indicator, RunningCost, "evidence";
}

/// A verdict on a machine bought, or held, by a body of a kind.
fn of_a_body(case: Case, body: Option<BodyKind>) -> Verdict {
    with(case, |c| {
        c.line.body = body;
        c.line.whose = "Ashgrove".to_owned();
    })
    .judge()
}

#[test]
fn a_breach_is_only_that_of_a_body_that_is_bound() {
    use BodyKind::{
        ArmsLengthBody, ClinicalCommissioningGroup, GpPractice, IntegratedCareBoard, NhsFoundationTrust,
        NhsTrust,
    };
    for body in BodyKind::ALL.iter().copied().map(Some).chain([None]) {
        let expected = match body {
            None | Some(NhsTrust | NhsFoundationTrust) => Outcome::Breach,
            Some(ArmsLengthBody | ClinicalCommissioningGroup | GpPractice | IntegratedCareBoard) => {
                Outcome::Review
            }
            Some(_) => Outcome::OutOfScope,
        };
        let bought = of_a_body(bought("fax_machine", date(2021, 1, 1)), body);
        assert_eq!(bought.outcome, expected, "{body:?}");
        let held = of_a_body(held("fax_machine", State::InUse), body);
        assert_eq!(held.outcome, expected, "{body:?}");
        assert_eq!(body.is_none(), held.reason.contains("not known"), "{}", held.reason);
    }
}

#[test]
fn a_body_without_a_name_begins_its_sentence() {
    for body in BodyKind::ALL.iter().copied().map(Some).chain([None]) {
        let mut case = held("fax_machine", State::InUse);
        case.line.body = body;
        let reason = case.judge().reason;
        let mut before = reason.match_indices("The organisation").map(|(at, _)| &reason[..at]);
        assert!(before.all(|before| before.is_empty() || before.ends_with(". ")), "{reason}");
    }
}

#[test]
fn a_duty_that_has_ended_is_for_review() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/fax");
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let ended = text.replace("from = \"2020-03-27\"", "from = \"2020-03-27\"\nto = \"2020-06-30\"");
        (path.display().to_string(), ended)
    };
    let pack = Pack::load_unchecked(&fs::read_dir(folder).unwrap().map(file).collect()).unwrap();
    let judged = |as_of| {
        let class = pack.classes.iter().position(|class| class.id == "fax_machine").unwrap();
        let mut line = held("fax_machine", State::InUse).line;
        line.body = Some(BodyKind::GpPractice);
        let found = Found { class, confidence: Confidence::High, conflicts: false };
        let bench = Bench { pack: &pack, wording: &WORDING, as_of };
        bench.judge(found, SourceKind::Register, &line, None).unwrap()
    };
    let [relaxed, binding, ended] = [date(2020, 6, 30), date(2020, 7, 1), date(2024, 4, 1)].map(judged);
    assert_eq!((relaxed.outcome, binding.outcome), (Outcome::Review, Outcome::Breach));
    assert_eq!(ended.outcome, Outcome::Review);
    assert!(ended.reason.contains("2024-03-31"), "{}", ended.reason);
}

#[test]
fn a_contract_is_relaxed_and_is_silent_on_buying() {
    let said = |as_of, case: Case| {
        let mut case = case;
        case.as_of = as_of;
        of_a_body(case, Some(BodyKind::GpPractice)).reason
    };
    let machine = || held("fax_machine", State::InUse);
    assert!(said(date(2021, 1, 1), machine()).contains("last resort"));
    assert!(said(date(2026, 1, 1), machine()).contains("last resort"));
    assert!(said(TODAY, bought("fax_machine", date(2021, 1, 1))).contains("does not speak of this"));
    let before = of_a_body(bought("fax_machine", date(2019, 6, 1)), Some(BodyKind::GpPractice));
    assert_eq!(before.outcome, Outcome::Compliant);
}

#[test]
fn every_finding_cites_the_text_and_never_says_illegal() {
    for class in &PACK.classes {
        for (duty, (_, recommendation)) in &class.verdicts {
            let (rule, _) = PACK.duty(*duty, None).unwrap();
            assert!(rule.criteria.contains("DHSC"), "{duty:?}");
            assert!(!recommendation.contains("illegal"));
        }
    }
}
