//! The figures in docs/accuracy.md are those of the rules as they are: `FAXBAN_RENEW=1` writes them anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use faxban_core::backtest::interval;
use serde_json::Value;

/// Stand around the table in the page.
const MARKS: [&str; 2] = ["<!-- figures -->\n", "<!-- end of figures -->"];

/// A share with its interval, in hundredths: `0.91 (0.79 to 0.96)`.
fn share(right: u64, of: u64) -> String {
    let [right, of] = [right, of].map(|number| usize::try_from(number).unwrap());
    let Some((low, high)) = interval(right, of) else { return "none".to_owned() };
    let hundredths = |thousandths: usize| format!("{}.{:02}", thousandths / 1000, thousandths % 1000 / 10);
    format!("{} ({} to {})", hundredths(right * 1000 / of), hundredths(low), hundredths(high))
}

fn figures(folder: &Path) -> String {
    let mut table = "| round | precision | recall | right class | breaches that are right | machines that reach breach |\n\
        |---|---|---|---|---|---|\n"
        .to_owned();
    let mut rounds: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Round 2 before round 10.
    rounds.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    for path in rounds {
        let run =
            common::faxban().args(["rules", "backtest", "--format", "json"]).arg(&path).output().unwrap();
        let result: Value = serde_json::from_slice(&run.stdout).unwrap();
        let number = |of: &Value, name: &str| of[name].as_u64().unwrap();
        let precision =
            |of: &Value| share(number(of, "right"), number(of, "right") + number(of, "false_alarms"));
        let recall = |of: &Value| share(number(of, "right"), number(of, "right") + number(of, "missed"));
        let (any, breach) = (&result["any"], &result["breach"]);
        writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} |",
            path.file_stem().unwrap().to_string_lossy().replace('-', " "),
            precision(any),
            recall(any),
            share(number(&result, "same_class"), number(any, "right")),
            precision(breach),
            recall(breach)
        )
        .unwrap();
    }
    table
}

#[test]
fn the_figures_in_the_docs_are_those_of_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join("docs/accuracy.md");
    let text = fs::read_to_string(&page).unwrap();
    let [begin, end] = MARKS.map(|mark| text.find(mark).unwrap());
    let begin = begin + MARKS[0].len();
    let figures = figures(&root.join("tests/rounds"));
    if std::env::var_os("FAXBAN_RENEW").is_some() {
        fs::write(&page, format!("{}{figures}{}", &text[..begin], &text[end..])).unwrap();
    } else {
        assert_eq!(
            text[begin..end],
            figures,
            "FAXBAN_RENEW=1 cargo test --release --test accuracy writes them anew"
        );
    }
}
