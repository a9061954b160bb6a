//! What the name of a file says: that it may hold a table, that it is harmless, or that it could hold a register in a
//! form that is not read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::fate::{Cause, FileFate, Reason};
use crate::kind::{self, HEAD, Kind};

/// Files that a computer keeps beside those of people.
const SYSTEM: [&str; 6] = [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", ".localized"];

/// The folder in which a Mac keeps what it knows of the files in an archive.
const MAC: &str = "__MACOSX";

/// Texts that people put beside data, by their names without ending.
const NOTES: [&str; 6] = ["readme", "license", "licence", "changelog", "makefile", "dockerfile"];

/// Endings of notes, scripts, configurations, logs, programs and parts of web pages.
const HARMLESS: [&str; 36] = [
    "bat",
    "cfg",
    "cmd",
    "conf",
    "cpp",
    "css",
    "dll",
    "exe",
    "gitignore",
    "go",
    "ini",
    "ipynb",
    "java",
    "js",
    "less",
    "log",
    "map",
    "md",
    "msi",
    "ps1",
    "py",
    "pyc",
    "rb",
    "rs",
    "rst",
    "scss",
    "sh",
    "svg",
    "toml",
    "ts",
    "ttf",
    "vbs",
    "woff",
    "woff2",
    "yaml",
    "yml",
];

/// Endings of forms that are not read and in which registers come.
const COULD_HOLD: [(Cause, &[&str]); 11] = [
    (Cause::Pdf, &["pdf", "xps", "oxps"]),
    (
        Cause::Document,
        &["doc", "docm", "docx", "dot", "dotx", "odt", "pages", "rtf", "wpd", "wps", "vsd", "vsdx"],
    ),
    (Cause::Slides, &["key", "odp", "pps", "ppsx", "ppt", "pptm", "pptx"]),
    (Cause::Picture, &["bmp", "gif", "heic", "heif", "jfif", "jpeg", "jpg", "png", "tif", "tiff", "webp"]),
    (Cause::Email, &["eml", "mbox", "mht", "mhtml", "msg", "ost", "pst"]),
    (Cause::Database, &["accdb", "accde", "db", "db3", "dbf", "mdb", "mde", "mdf", "sqlite", "sqlite3"]),
    (Cause::Numbers, &["numbers"]),
    (Cause::Notebook, &["one", "onepkg", "onetoc2"]),
    (
        Cause::Packed,
        &[
            "7z", "arj", "bz2", "cab", "iso", "lz4", "lzh", "rar", "tar", "tbz", "tbz2", "tgz", "txz", "xz",
            "z", "zst",
        ],
    ),
    (Cause::Backup, &["bak", "old", "orig", "tmp", "wbk", "xlk"]),
    (Cause::Json, &["geojson", "jsonl", "ndjson"]),
];

/// Bytes of a file that are looked at where its name leaves open what it is.
pub const LOOK: u64 = 1 << 20;

/// Whether the file may hold a table: it is read unless this is `Some`. Nothing is opened but files whose ending says
/// too little (`.json`, `.html`, `.sql`, `.xml`), and `read` gives the beginning of those.
#[must_use]
pub fn not_a_table(name: &str, read: impl FnOnce() -> Vec<u8>) -> Option<FileFate> {
    let lower = name.to_lowercase();
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    let is_text = ["", "txt", "md", "rst", "adoc"].contains(&ending);
    if HARMLESS.contains(&ending) || (is_text && NOTES.contains(&stem)) || NOTES.contains(&lower.as_str()) {
        return Some(FileFate::LeftAlone(Reason::NotData));
    }
    if ["lnk", "url", "webloc"].contains(&ending) {
        return Some(FileFate::LeftAlone(Reason::Shortcut));
    }
    let by_content = match ending {
        "htm" | "html" | "xhtml" => of_page,
        "json" => of_json,
        "sql" => of_sql,
        "xml" => return of_xml(&read()),
        _ => {
            let (cause, _) = COULD_HOLD.iter().find(|(_, endings)| endings.contains(&ending))?;
            return Some(FileFate::NotRead(*cause));
        }
    };
    Some(by_content(&read().to_ascii_lowercase()))
}

/// A page of the web may hold a table; one of faxban's own does not hold a trust's.
fn of_page(text: &[u8]) -> FileFate {
    if holds(text, b"content=\"faxban") {
        FileFate::LeftAlone(Reason::OwnReport)
    } else if holds(text, b"<table") || text.len() as u64 >= LOOK {
        FileFate::NotRead(Cause::SpreadsheetXml)
    } else {
        FileFate::LeftAlone(Reason::NotData)
    }
}

/// A list of objects is data; one object is a setting or, with a list in it, the answer of another program.
fn of_json(text: &[u8]) -> FileFate {
    if holds(text, b"\"faxban-summary/") || holds(text, b"\"faxban-manifest/") {
        return FileFate::LeftAlone(Reason::OwnReport);
    }
    let plain: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let is_schema = holds(&plain, b"\"$schema\":");
    if !is_schema && holds(&plain, b"[{") {
        FileFate::NotRead(Cause::Json)
    } else {
        FileFate::LeftAlone(Reason::NotData)
    }
}

/// A dump of a database holds its lines; a query does not.
fn of_sql(text: &[u8]) -> FileFate {
    let is_dump = [&b"insert into"[..], b"create table", b"\ncopy "].iter().any(|words| holds(text, words));
    if is_dump { FileFate::NotRead(Cause::Database) } else { FileFate::LeftAlone(Reason::NotData) }
}

/// A workbook may be one XML file, which is read.
fn of_xml(head: &[u8]) -> Option<FileFate> {
    match kind::sniff(head.get(..HEAD).unwrap_or(head)) {
        Kind::Workbook(_) => None,
        Kind::Other(cause, _) => Some(FileFate::NotRead(cause)),
        _ => Some(FileFate::NotRead(Cause::Xml)),
    }
}

fn holds(text: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(text, words).is_some()
}

/// Why a file or folder of this name is never opened inside a folder or an archive; `None` if it is not of that kind.
#[must_use]
pub fn never_opened(name: &str) -> Option<Reason> {
    if SYSTEM.contains(&name.to_lowercase().as_str()) || name == MAC || name.starts_with("._") {
        Some(Reason::System)
    } else if name.starts_with("~$") || name.starts_with(".~lock.") {
        Some(Reason::Temporary)
    } else if name.starts_with('.') {
        Some(Reason::Hidden)
    } else {
        None
    }
}

/// The document whose lock file this is: Excel writes `~$register.xlsx`, LibreOffice `.~lock.register.ods#`.
#[must_use]
pub fn locked_document(name: &str) -> Option<&str> {
    name.strip_prefix("~$").or_else(|| name.strip_prefix(".~lock.")?.strip_suffix('#'))
}

/// The first bytes of a file; blank if it cannot be read, which whoever opens it will tell.
#[must_use]
pub fn beginning(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    if let Ok(file) = File::open(path) {
        // What was read before a fault is looked at.
        let _ = file.take(LOOK).read_to_end(&mut head);
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_read() {
        let fate = |name: &str, text: &str| not_a_table(name, || text.as_bytes().to_vec());
        for name in
            ["a.csv", "A.XLSX", "a.txt", "a", "a.dat", "a.csv.gz", "a.zip", "readme.csv", "notes.2020"]
        {
            assert_eq!(fate(name, ""), None, "{name}");
        }
        for name in ["README.md", "Readme.txt", "LICENSE", "run.py", "faxban.toml", "a.log", "x.css"] {
            assert_eq!(fate(name, ""), Some(FileFate::LeftAlone(Reason::NotData)), "{name}");
        }
        for (name, cause) in [
            ("a.PDF", Cause::Pdf),
            ("a.docx", Cause::Document),
            ("a.jpg", Cause::Picture),
            ("a.msg", Cause::Email),
            ("a.accdb", Cause::Database),
            ("a.numbers", Cause::Numbers),
            ("a.one", Cause::Notebook),
            ("a.7z", Cause::Packed),
            ("register.xlsx.bak", Cause::Backup),
        ] {
            assert_eq!(fate(name, ""), Some(FileFate::NotRead(cause)), "{name}");
        }
        let left = Some(FileFate::LeftAlone(Reason::NotData));
        assert_eq!(fate("a.html", "<p>Not found</p>"), left);
        assert_eq!(fate("a.html", "<TABLE>"), Some(FileFate::NotRead(Cause::SpreadsheetXml)));
        assert_eq!(fate("a.json", "{\"width\": 4}"), left);
        assert_eq!(fate("a.json", "{\"value\": [\n {\"asset\": 1}]}"), Some(FileFate::NotRead(Cause::Json)));
        assert_eq!(fate("a.sql", "SELECT * FROM assets"), left);
        assert_eq!(fate("a.sql", "INSERT INTO assets"), Some(FileFate::NotRead(Cause::Database)));
    }

    #[test]
    fn a_lock_file_names_its_document() {
        assert_eq!(locked_document("~$register.xlsx"), Some("register.xlsx"));
        assert_eq!(locked_document(".~lock.register.ods#"), Some("register.ods"));
        assert_eq!(locked_document("register.xlsx"), None);
    }
}
