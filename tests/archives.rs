//! Zip archives: every member has a fate, none is dropped in silence, and none that is made to do harm hangs the audit.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::time::Instant;

use common::{Audit, audit, file};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ledger of one line for so many pounds.
fn ledger(pounds: u32) -> String {
    format!("Supplier,Date,Amount,Description\nInkwell,01/02/2020,{pounds}.00,Brother FAX-2840 fax machine\n")
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The same with names replaced by others of the same length, as no honest program writes them.
fn renamed(mut archive: Vec<u8>, names: &[(&str, &str)]) -> Vec<u8> {
    for (from, to) in names {
        assert_eq!(from.len(), to.len());
        for at in 0..archive.len() - from.len() {
            if archive[at..].starts_with(from.as_bytes()) {
                archive[at..at + to.len()].copy_from_slice(to.as_bytes());
            }
        }
    }
    archive
}

fn audited(archive: impl AsRef<[u8]>) -> Audit {
    let (folder, path) = file("all.zip", archive);
    std::fs::write(folder.path().join("good.csv"), ledger(1)).unwrap();
    audit(&[&path, &folder.path().join("good.csv")], &[])
}

/// Fate and reason of what is in the archive, by its name there; the archive itself is the blank.
fn fates(audit: &Audit) -> BTreeMap<String, String> {
    let rows = audit.rows("files.csv");
    let inside = rows.iter().filter_map(|row| {
        let (_, below) = row["source"].split_once("all.zip")?;
        let fate = format!("{} {}", row["fate"], row["reason_code"]).trim().to_owned();
        Some((below.trim_start_matches('/').to_owned(), fate))
    });
    inside.collect()
}

fn expected(fates: &[(&str, &str)]) -> BTreeMap<String, String> {
    fates.iter().map(|(name, fate)| ((*name).to_owned(), (*fate).to_owned())).collect()
}

#[test]
fn members_that_share_a_name_are_audited_each() {
    let texts = [10, 20, 30, 40, 50].map(ledger);
    let [one, two, three, four, five] = texts.each_ref().map(|text| text.as_bytes());
    let archive =
        zipped(&[("a.csv", one), ("b.csv", two), ("A.csv", three), ("d/x.csv", four), ("d:y.csv", five)]);
    let archive = renamed(archive, &[("b.csv", "a.csv"), ("d:y.csv", "d\\x.csv")]);
    let audit = audited(archive);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    assert_eq!(
        fates(&audit),
        expected(&[
            ("", "audited"),
            ("A.csv", "audited"),
            ("a.csv", "audited"),
            ("a.csv (2)", "audited"),
            ("d/x.csv", "audited"),
            ("d/x.csv (2)", "audited"),
        ])
    );
    assert_eq!(audit.outcomes()["breach"], 6);
}

#[test]
fn what_a_computer_puts_into_an_archive_is_left_alone() {
    let text = ledger(10);
    let archive = zipped(&[
        ("ledger.csv", text.as_bytes()),
        ("__MACOSX/._ledger.csv", b"x"),
        (".DS_Store", b"x"),
        ("~$ledger.xlsx", b"x"),
        ("Thumbs.db", b"x"),
        (".hidden/a.csv", text.as_bytes()),
        ("README.txt", b"What is in it"),
    ]);
    let audit = audited(archive);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    assert_eq!(
        fates(&audit),
        expected(&[
            ("", "audited"),
            (".DS_Store", "left_alone system"),
            (".hidden/a.csv", "left_alone hidden"),
            ("README.txt", "left_alone not_data"),
            ("Thumbs.db", "left_alone system"),
            ("__MACOSX/._ledger.csv", "left_alone system"),
            ("ledger.csv", "audited"),
            ("~$ledger.xlsx", "left_alone temporary"),
        ])
    );
}

#[test]
fn members_that_cannot_be_read_are_problems() {
    let text = ledger(10);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.csv", "b.csv", "c.pdf"] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let mut archive = writer.finish().unwrap().into_inner();
    // Bit 0 of the flags of b.csv says that it is encrypted, in its own header and in the list.
    for (header, flags) in [(&b"PK\x03\x04"[..], 6), (&b"PK\x01\x02"[..], 8)] {
        let second = archive.windows(4).enumerate().filter(|(_, bytes)| *bytes == header).nth(1).unwrap().0;
        archive[second + flags] |= 1;
    }
    let audit = audited(archive);
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    let fates = fates(&audit);
    assert_eq!(
        fates,
        expected(&[
            ("", "audited"),
            ("a.csv", "audited"),
            ("b.csv", "not_read password"),
            ("c.pdf", "not_read pdf")
        ])
    );
    assert!(
        audit.stdout.contains("all.zip/b.csv: it is encrypted: it asks for a password"),
        "{}",
        audit.stdout
    );
}

#[test]
fn names_that_lead_out_of_the_archive_or_steer_a_terminal_are_cleaned() {
    let text = ledger(10);
    let archive = zipped(&[
        ("aaaaa.csv", text.as_bytes()),
        ("bbbb.csv", ledger(20).as_bytes()),
        ("cccc.csv", ledger(30).as_bytes()),
    ]);
    let archive = renamed(
        archive,
        &[("aaaaa.csv", "../../a.c"), ("bbbb.csv", "/etc/b.c"), ("cccc.csv", "c\x1b[31m.c")],
    );
    let audit = audited(archive);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    let names: Vec<String> = fates(&audit).into_keys().collect();
    assert_eq!(names, ["", "a.c", "c\\u{1b}[31m.c", "etc/b.c"]);
}

#[test]
fn a_file_that_the_list_does_not_name_is_told() {
    let text = ledger(10);
    let mut archive = zipped(&[("a.csv", text.as_bytes()), ("b.csv", ledger(20).as_bytes())]);
    // The second entry goes out of the list.
    let entry = archive.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    let end = archive.windows(4).rposition(|bytes| bytes == b"PK\x05\x06").unwrap();
    archive.drain(entry..end);
    let end = entry;
    archive[end + 8] = 1;
    archive[end + 10] = 1;
    let first = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let size = u32::try_from(end - first).unwrap();
    archive[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
    let audit = audited(archive);
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    assert_eq!(
        fates(&audit),
        expected(&[
            ("", "audited"),
            ("(files that are not in its list)", "not_read unlisted"),
            ("a.csv", "audited")
        ])
    );
}

/// As `overlap.zip`, which unpacks the same bytes hundreds of times.
#[test]
fn members_that_share_their_bytes_are_not_unpacked() {
    let text = ledger(10);
    let archive = zipped(&[("a.csv", text.as_bytes())]);
    let list = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let end = archive.windows(4).rposition(|bytes| bytes == b"PK\x05\x06").unwrap();
    let entry = archive[list..end].to_vec();
    let mut many = archive[..list].to_vec();
    for number in 0..9_u8 {
        let mut entry = entry.clone();
        let name = entry.windows(5).position(|bytes| bytes == b"a.csv").unwrap();
        entry[name] = b'a' + number;
        many.extend(entry);
    }
    let at = many.len();
    many.extend(&archive[end..]);
    many[at + 8] = 9;
    many[at + 10] = 9;
    let size = u32::try_from(at - list).unwrap();
    many[at + 12..at + 16].copy_from_slice(&size.to_le_bytes());
    let audit = audited(many);
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    assert_eq!(fates(&audit), expected(&[("", "not_read overlap")]));
}

#[test]
fn what_unpacks_to_a_thousand_times_its_size_is_a_problem_at_once() {
    let started = Instant::now();
    let line = format!("Inkwell,01/02/2020,10.00,{}\n", "0".repeat(15 << 20));
    let bomb = ("Supplier,Date,Amount,Description\n".to_owned() + &line.repeat(20)).into_bytes();
    let audit = audited(zipped(&[("bomb.csv", &bomb)]));
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    assert_eq!(fates(&audit), expected(&[("", "not_read ratio")]));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&bomb).unwrap();
    let audit = audited(packed.finish().unwrap());
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    assert_eq!(fates(&audit), expected(&[("", "not_read ratio")]));
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn documents_that_are_zip_files_are_no_archives() {
    let text = ledger(10);
    for (members, reason) in [
        (vec![("[Content_Types].xml", &b"x"[..]), ("word/document.xml", b"x")], "document"),
        (vec![("[Content_Types].xml", b"x"), ("ppt/presentation.xml", b"x")], "slides"),
        (vec![("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"x")], "document"),
        (vec![("Index/Document.iwa", b"x"), ("a.csv", text.as_bytes())], "numbers"),
    ] {
        let audit = audited(zipped(&members));
        assert_eq!(audit.code, 3, "{}", audit.stdout);
        assert_eq!(fates(&audit), expected(&[("", &format!("not_read {reason}"))]));
    }
}

#[test]
fn archives_in_archives_are_opened_once() {
    let text = ledger(10);
    let inner = zipped(&[("a.csv", text.as_bytes())]);
    let deep = zipped(&[("inner.zip", &inner)]);
    let audit = audited(zipped(&[("inner.zip", &inner), ("deep.zip", &deep)]));
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    assert_eq!(
        fates(&audit),
        expected(&[
            ("", "audited"),
            ("deep.zip", "not_read inside"),
            ("deep.zip/inner.zip", "not_read packed_deep"),
            ("inner.zip", "audited"),
            ("inner.zip/a.csv", "audited"),
        ])
    );
    // What an archive holds is told once: not for itself and what is in it.
    assert_eq!(audit.stdout.matches("deep.zip").count(), 1, "{}", audit.stdout);
}
