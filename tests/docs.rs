//! Commands shown in the documentation run, and what it shows of their output is what they print.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.push(root().join("README.md"));
    pages.push(root().join("sample-data/README.md"));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// Lines of the fenced blocks of a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(after) = line.strip_prefix("```") {
            inside = !inside && after == language;
        } else if inside {
            lines.push(line.to_owned());
        }
    }
    lines
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Files that a page shows: blocks whose fence names one, as in `csv declarations.csv`.
fn files(page: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(after) = line.strip_prefix("```") {
            let name = after.split_once(' ').map(|(_, name)| name.to_owned());
            inside = !inside && name.is_some();
            files.extend(name.map(|name| (name, String::new())));
        } else if let Some((_, text)) = files.last_mut().filter(|_| inside) {
            *text += &format!("{line}\n");
        }
    }
    files
}

/// The words of a command as a shell would see them: comments dropped, double quotes kept together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for sign in command.chars() {
        match sign {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            '#' if !quoted && words.last().unwrap().is_empty() => break,
            _ => words.last_mut().unwrap().push(sign),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn commands_run() {
    let mut ran = 0;
    for page in pages() {
        // A page tells a story of its own.
        let folder = tempfile::tempdir().unwrap();
        for part in ["sample-data", "rules"] {
            copy(&root().join(part), &folder.path().join(part));
        }
        for (name, text) in files(&fs::read_to_string(&page).unwrap()) {
            fs::write(folder.path().join(name), text).unwrap();
        }
        for line in blocks(&fs::read_to_string(&page).unwrap(), "sh") {
            let words = words(&line);
            if let [command, from, to] = words.as_slice()
                && command == "cp"
            {
                fs::copy(folder.path().join(from), folder.path().join(to)).unwrap();
            }
            let Some(("faxban", arguments)) = words.split_first().map(|(first, rest)| (first.as_str(), rest))
            else {
                continue;
            };
            let output = Command::new(env!("CARGO_BIN_EXE_faxban"))
                .args(arguments)
                .current_dir(folder.path())
                .output()
                .unwrap();
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{}: {line}\n{told}", page.display());
            ran += 1;
        }
    }
    assert!(ran > 10, "only {ran} commands found");
}

#[test]
fn the_picture_in_the_readme_is_what_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_faxban"))
        .args(["audit", "sample-data", "--as-of", "2026-11-23", "--out"])
        .arg(folder.path().join("report"))
        .current_dir(root())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = blocks(&readme, "text");
    let picture: Vec<_> = shown.iter().take_while(|line| !line.contains("faxban audit")).collect();
    assert!(picture.len() > 10);
    for line in picture.into_iter().filter(|line| *line != "…") {
        assert!(printed.lines().any(|real| real.trim_end() == line.trim_end()), "not printed: {line}");
    }
}

#[test]
fn every_page_that_the_readme_names_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let links: Vec<&str> = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 5);
    for link in links.into_iter().filter(|link| !link.starts_with("http")) {
        assert!(root().join(link).exists(), "{link}");
    }
}
