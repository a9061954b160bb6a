//! What a file is, where files are found, and what is in a workbook.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use faxban_read::encoding::{self, EncodingSeen};
use faxban_read::fate::{Cause, Fate, FileFate, Reason};
use faxban_read::inputs::{Found, Leave, expand};
use faxban_read::kind::{Kind, TextForm, WorkbookForm, look_into, sniff};
use faxban_read::parquet_file::{self, Source};
use faxban_read::workbook::{Workbook, WorkbookError};
use parquet::data_type::Int32Type;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

fn utf32(text: &str, little: bool) -> Vec<u8> {
    let number = |letter| u32::from(letter);
    text.chars()
        .flat_map(|letter| if little { number(letter).to_le_bytes() } else { number(letter).to_be_bytes() })
        .collect()
}

#[test]
fn a_file_is_told_by_its_content() {
    let text = "Supplier,Amount\nInkwell,£1\n";
    let with_mark = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    for (bytes, kind) in [
        (text.as_bytes().to_vec(), Kind::Text(TextForm::Bytes)),
        (b"Supplier,Amount\nInkwell,\xa31\n".to_vec(), Kind::Text(TextForm::Bytes)),
        (with_mark(b"\xef\xbb\xbf", text.into()), Kind::Text(TextForm::Utf8WithMark)),
        (with_mark(b"\xff\xfe", utf16(text, true)), Kind::Text(TextForm::Utf16Le)),
        (with_mark(b"\xfe\xff", utf16(text, false)), Kind::Text(TextForm::Utf16Be)),
        (with_mark(b"\xff\xfe\0\0", utf32(text, true)), Kind::Text(TextForm::Utf32Le)),
        (with_mark(b"\0\0\xfe\xff", utf32(text, false)), Kind::Text(TextForm::Utf32Be)),
        (utf32(text, true), Kind::Text(TextForm::Utf32Le)),
        (utf32(text, false), Kind::Text(TextForm::Utf32Be)),
        (b"Supplier,Amount\nInk\0well,1\n".to_vec(), Kind::Text(TextForm::Bytes)),
        (with_mark(b"Supplier,Amount\nInkwell,1\n", vec![0; 8000]), Kind::Text(TextForm::Bytes)),
        (b"Supplier\x01Amount\nInk\x01well\n".to_vec(), Kind::Text(TextForm::Bytes)),
        (utf16(text, true), Kind::Text(TextForm::Utf16Le)),
        (utf16(text, false), Kind::Text(TextForm::Utf16Be)),
        (b"PK\x03\x04rest".to_vec(), Kind::Zip),
        (b"\xd0\xcf\x11\xe0rest".to_vec(), Kind::Ole),
        (b"PAR1rest".to_vec(), Kind::Parquet),
        (b"\x1f\x8brest".to_vec(), Kind::Gzip),
        (Vec::new(), Kind::Empty),
        (b"\xef\xbb\xbf \n".to_vec(), Kind::Empty),
    ] {
        assert_eq!(sniff(&bytes), kind, "{:?}", String::from_utf8_lossy(&bytes));
    }
    for page in ["\n<!DOCTYPE html><html>", "<html>\n", "%PDF-1.7", "\u{89}PNG\0\0", "\0\x01\x02\x03junk"] {
        assert!(matches!(sniff(page.as_bytes()), Kind::Other(..)), "{page:?}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let mut tar = b"ledger.csv\0".to_vec();
    tar.resize(257, 0);
    tar.extend(b"ustar\x0000Date,Supplier\n");
    let ebcdic = b"\xc4\x81\xa3\x85\x6b\x40\xe2\xa4\x97\x97\x93\x89\x85\x99\x15\xf0\xf3\x61\xf0\xf1\x6b\x40\xc9\x95\x92\x15";
    let dbase = b"\x03\x79\x05\x11\x02\0\0\0\x41\0\x20\0\0\0\0\0SUPPLIER\0\0\0C\0\0\0\0\x20\nInk\n";
    for bytes in [
        tar.as_slice(),
        ebcdic,
        dbase,
        &[0; 100],
        b"SQLite format 3\0\x10\0\x01\x01",
        b"Supplier,Amount\nInkwell,+AKM-1\n",
        b"\0\0\x02\0\x04\x04lotus\n",
    ] {
        assert!(matches!(sniff(bytes), Kind::Other(..)), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn utf32_is_read_piece_by_piece() {
    let text = "£5 – ok 😀\n".repeat(10_000);
    for little in [true, false] {
        let form = if little { TextForm::Utf32Le } else { TextForm::Utf32Be };
        let bytes = [utf32("\u{feff}", little), utf32(&text, little)].concat();
        let mut read = String::new();
        encoding::as_bytes(bytes.as_slice(), form).read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        let mut cut = Vec::new();
        encoding::as_bytes(&bytes[..15], form).read_to_end(&mut cut).unwrap();
        assert!(String::from_utf8(cut).unwrap().starts_with("£5"));
    }
    let mut read = String::new();
    let bytes: &[u8] = &[0, 0xd8, 0, 0, 0x41, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
    encoding::as_bytes(bytes, TextForm::Utf32Le).read_to_string(&mut read).unwrap();
    assert_eq!(read, "\u{fffd}A\u{fffd}", "what is no character is seen");
}

#[test]
fn odd_characters_are_noted_with_their_row() {
    let seen = |records: &[&[u8]]| {
        let mut seen = EncodingSeen::default();
        records.iter().zip(1..).for_each(|(record, row)| seen.see(record, row));
        seen
    };
    let rows = |rows: faxban_read::oddities::Rows| (rows.rows, rows.first);
    let odd = seen(&[
        "£1 é – ok".as_bytes(),
        "\u{feff}Date,Amount".as_bytes(),
        "Â£1".as_bytes(),
        "1 â€“ 2".as_bytes(),
    ]);
    assert_eq!(rows(odd.marks), (1, 2));
    assert_eq!(rows(odd.twice), (2, 3));
    assert_eq!(rows(odd.dos_pounds), (0, 0));
    let odd = seen(&[b"\xa31", b"b\x9cuf", b"ok,\x9c 12.50", b"\x9c-1"]);
    assert_eq!(rows(odd.dos_pounds), (2, 3));
    assert_eq!(encoding::decode(b"\x9c12.50 b\x9cuf"), "£12.50 bœuf");
    let mut merged = seen(&[b"\xa31", b"\x9c1"]);
    merged.merge(&odd);
    assert_eq!(rows(merged.dos_pounds), (3, 2));
}

#[test]
fn utf16_becomes_utf8_and_marks_are_dropped() {
    for (form, bytes) in [
        (TextForm::Utf16Le, utf16("\u{feff}£5 – ok", true)),
        (TextForm::Utf16Be, utf16("£5 – ok", false)),
        (TextForm::Utf8WithMark, "\u{feff}£5 – ok".into()),
    ] {
        let mut text = String::new();
        encoding::as_bytes(bytes.as_slice(), form).read_to_string(&mut text).unwrap();
        assert_eq!(text, "£5 – ok", "{form:?}");
    }
}

#[test]
fn encodings_are_named() {
    let name = |records: &[&[u8]]| {
        let mut seen = EncodingSeen::default();
        records.iter().for_each(|record| seen.see(record, 1));
        seen.name(TextForm::Bytes)
    };
    assert_eq!(name(&[]), "ASCII");
    assert_eq!(name(&["£1".as_bytes()]), "UTF-8");
    assert_eq!(name(&[b"\xa31"]), "Windows-1252");
    assert_eq!(name(&[b"\xa31", "£1".as_bytes()]), "UTF-8 and Windows-1252 mixed");
    assert_eq!(encoding::decode(b"\xa31 \x96 2"), "£1 – 2");
}

fn names(found: &Found) -> Vec<&str> {
    found.inputs.iter().map(|input| input.name.as_str()).collect()
}

/// Paths that are not read, with the codes that say why.
fn others(found: &Found) -> Vec<(&str, &str)> {
    found.fates.iter().map(|fate| (fate.path.as_str(), fate.fate.code())).collect()
}

fn filled(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    folder
}

#[test]
fn folders_are_walked_in_order_and_nothing_is_left_out_unsaid() {
    let folder = filled(&[
        "b.csv",
        "a/two.txt",
        "a/deep/one.CSV",
        "a/notes.pdf",
        ".hidden.csv",
        "~$a.xlsx",
        "~$open.xlsx",
        "open.xlsx",
        ".git/one",
        ".git/two/three",
        "README.md",
        "used/list.csv",
        "report/findings.csv",
    ]);
    fs::write(folder.path().join("report/manifest.json"), "{\"schema\": \"faxban-manifest/1\"}").unwrap();
    let [whole, used] = ["", "used"].map(|name| folder.path().join(name));
    let leave = Leave { in_use: &[used], ..Leave::NOTHING };
    let found = expand(std::slice::from_ref(&whole), leave);
    assert_eq!(names(&found), ["a/deep/one.CSV", "a/two.txt", "b.csv", "open.xlsx"]);
    assert_eq!(found.inputs[0].folder, "a");
    assert_eq!(
        others(&found),
        [
            (".git", "hidden_folder"),
            (".hidden.csv", "hidden"),
            ("README.md", "not_data"),
            ("a/notes.pdf", "pdf"),
            ("report", "report"),
            ("used", "in_use"),
            ("~$a.xlsx", "temporary"),
            ("~$open.xlsx", "open_in_excel"),
        ]
    );
    assert_eq!(found.fates[0].reason(), "a hidden folder; the 2 files in it were not opened");
    let problems: Vec<&Fate> = found.fates.iter().filter(|fate| fate.is_problem()).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[1].sentence().starts_with("open.xlsx is open right now"), "{}", problems[1].sentence());

    let found = expand(&[whole, folder.path().join("b.csv"), "nowhere".into()], leave);
    assert_eq!(found.inputs.len(), 4, "the file named again is read once");
    let last = &found.fates[found.fates.len() - 2..];
    assert_eq!(last[0].fate, FileFate::LeftAlone(Reason::SeenBefore));
    assert_eq!((last[1].path.as_str(), last[1].fate), ("nowhere", FileFate::NotRead(Cause::Missing)));
}

#[test]
fn what_a_person_excludes_is_left_alone_also_where_it_is_named() {
    let folder = filled(&["a.csv", "old/a.csv", "b.pdf"]);
    let at = |name: &str| folder.path().join(name);
    let excluded = |path: &Path| path.ends_with("b.pdf") || path.starts_with(at("old"));
    let leave = Leave { excluded: &excluded, ..Leave::NOTHING };
    let found = expand(&[folder.path().to_owned()], leave);
    assert_eq!(names(&found), ["a.csv"]);
    assert_eq!(others(&found), [("b.pdf", "excluded"), ("old/a.csv", "excluded")]);
    assert_eq!(others(&expand(&[at("b.pdf")], leave)), [("b.pdf", "excluded")]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_names_that_look_alike_have_a_fate() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let folder = filled(&["a/x.csv", "a\\x.csv"]);
    let at = |name: &str| folder.path().join(name);
    for name in [&b"n\xff.csv"[..], b"n\xfe.csv"] {
        fs::write(folder.path().join(OsStr::from_bytes(name)), "x").unwrap();
    }
    symlink("..", at("a/up")).unwrap();
    symlink("loop", at("loop")).unwrap();
    symlink("gone.csv", at("link.csv")).unwrap();
    symlink("a/x.csv", at("other.csv")).unwrap();
    let _socket = UnixListener::bind(at("socket")).unwrap();
    let found = expand(&[folder.path().to_owned()], Leave::NOTHING);
    assert_eq!(names(&found), ["a/x.csv", "a\\x.csv", "n\u{fffd}.csv", "n\u{fffd}.csv (2)"]);
    assert_eq!(
        others(&found),
        [
            ("a/up", "seen_before"),
            ("link.csv", "broken_link"),
            ("loop", "link_loop"),
            ("other.csv", "seen_before"),
            ("socket", "special"),
        ]
    );
    assert_eq!(found.fates[3].reason(), "the same as a/x.csv, by another way; it is read once");
    let found = expand(&["/dev/zero".into(), at("socket")], Leave::NOTHING);
    assert_eq!(found.inputs, []);
    assert!(others(&found).iter().all(|(_, code)| *code == "device"), "{found:?}");
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data").join(name)
}

#[test]
fn every_sheet_of_a_workbook_is_read_hidden_ones_too() {
    let path = sample("wharfemoor/register.xlsx");
    assert_eq!(look_into(fs::File::open(&path).unwrap()).unwrap(), Some(WorkbookForm::Xlsx));
    let mut workbook = Workbook::open(fs::File::open(&path).unwrap(), WorkbookForm::Xlsx).unwrap();
    let sheets: Vec<_> = workbook.sheets().into_iter().map(|sheet| (sheet.name, sheet.hidden)).collect();
    let expected = [("Read me", false), ("Assets", false), ("Telecoms 2017", true)];
    assert_eq!(sheets, expected.map(|(name, hidden)| (name.to_owned(), hidden)));
    let mut rows = Vec::new();
    workbook
        .rows("Assets", &mut |number, cells| {
            rows.push((number, cells.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
    let numbers: Vec<u64> = rows.iter().map(|(number, _)| *number).collect();
    let expected: Vec<u64> = std::iter::once(1).chain(3..=rows.len() as u64 + 1).collect();
    assert_eq!(numbers, expected, "the blank second row is left out, and the numbers show it");
    assert_eq!(rows[3].1[11..], ["2016-03-14", "149"], "days are ISO and numbers plain: {:?}", rows[4]);
}

#[test]
fn a_workbook_cut_short_is_a_sentence() {
    let whole = fs::read(sample("wharfemoor/register.xlsx")).unwrap();
    let cut = std::io::Cursor::new(whole[..whole.len() / 2].to_vec());
    assert!(look_into(cut.clone()).unwrap_err().cause == Cause::Damaged);
    let fault = Workbook::open(cut, WorkbookForm::Xlsx).unwrap_err();
    assert!(matches!(fault, WorkbookError::Damaged(_)), "{fault}");
}

/// A Parquet file of one column with the same value in every row.
fn parquet(rows: usize) -> Vec<u8> {
    let schema = parse_message_type("message m { REQUIRED INT32 fax; }").unwrap();
    // One page for all of them.
    let properties = WriterProperties::builder().set_data_page_row_count_limit(usize::MAX).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema.into(), properties.into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    for _ in 0..rows.div_ceil(1 << 20) {
        column.typed::<Int32Type>().write_batch(&vec![7; rows.min(1 << 20)], None, None).unwrap();
    }
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn parquet_rows(bytes: Vec<u8>) -> Result<u64, String> {
    let mut count = 0;
    parquet_file::rows(&Source::Memory(bytes.into()), &mut |number, _| {
        count = number;
        ControlFlow::Continue(())
    })?;
    Ok(count)
}

#[test]
fn a_parquet_file_that_is_damaged_or_claims_rows_without_end_is_a_sentence() {
    let good = parquet(3);
    assert_eq!(parquet_rows(good.clone()), Ok(4), "with the names of the columns");
    for place in 4..good.len() - 4 {
        let mut bytes = good.clone();
        bytes[place..place + 4].copy_from_slice(&[0xff; 4]);
        if let Err(sentence) = parquet_rows(bytes) {
            assert!(sentence.starts_with("the Parquet file is damaged"), "{sentence}");
        }
    }
    let fault = parquet_rows(parquet(20 << 20)).unwrap_err();
    assert!(fault.contains("claims 20971520 rows"), "{fault}");
}
