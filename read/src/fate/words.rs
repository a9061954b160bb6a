//! The sentences on what became of files: why, and what to do. Both read on after the name of the file.

use super::{Cause, Reason};

/// Why something was left alone.
pub(super) fn of_reason(reason: Reason, detail: &str) -> String {
    match reason {
        Reason::Report => "a report of faxban",
        Reason::InUse => "this audit uses it itself: a list, its report, or its lock",
        Reason::OwnReport => {
            return format!("faxban's own {detail}, or a copy of it; not a table of a trust");
        }
        Reason::OwnDecisions => "faxban's own: a list of decisions, not a table of a trust",
        Reason::OwnDeclarations => "faxban's own: a list of declarations, not a table of a trust",
        Reason::OwnExemptions => "faxban's own: a list of exemptions, not a table of a trust",
        Reason::Hidden => "a hidden file",
        Reason::HiddenFolder => return format!("a hidden folder; {} not opened", files_in_it(detail)),
        Reason::System => "the computer's own file, not a trust's",
        Reason::Temporary => "a temporary file of an office program",
        Reason::NotData => "not data: a note, a script, a setting, a log or a part of a web page",
        Reason::Shortcut => "a shortcut; the file that it leads to is somewhere else",
        Reason::Excluded => "faxban.toml excludes it",
        Reason::SeenBefore if detail.is_empty() => "given twice; it is read once",
        Reason::SeenBefore => return format!("the same as {detail}, by another way; it is read once"),
        Reason::SameBytes => return format!("the same, byte for byte, as {detail}; counted once"),
        Reason::CopyOfSheet => return format!("it has the same lines as the sheet {detail}; counted once"),
        Reason::PartOfSheet => {
            return format!("all its lines are on the sheet {detail} as well; counted once");
        }
        Reason::EmptySheet => "an empty sheet",
        Reason::NoTable => return detail.to_owned(),
        Reason::Chart => "a chart, without cells",
        Reason::Dialog => "a dialog of Excel 5, without a table",
        Reason::Macro => "macros of Excel 4, without a table",
        Reason::OtherFile => "a copy of cells of another file",
        Reason::Special => return format!("not a file but {detail}"),
        Reason::FolderNotNamed => {
            return format!(
                "a folder in which no source of faxban.toml names a file; {} not opened",
                files_in_it(detail)
            );
        }
        Reason::NothingInside => "nothing in it could be a table",
    }
    .to_owned()
}

fn files_in_it(number: &str) -> String {
    match number {
        "0" => "it has no files, so nothing was".to_owned(),
        "1" => "the file in it was".to_owned(),
        many => format!("the {many} files in it were"),
    }
}

/// What to do where something was left alone, if somebody wants it otherwise.
pub(super) const fn after_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::OwnDecisions => "to use it, give it with --decisions or name it in faxban.toml",
        Reason::OwnDeclarations => "to use it, give it with --declarations or name it in faxban.toml",
        Reason::OwnExemptions => "to use it, give it with --exemptions or name it in faxban.toml",
        Reason::OtherFile => "audit that file as well",
        _ => "",
    }
}

/// Why something was not read.
pub(super) fn of_cause(cause: Cause, detail: &str) -> String {
    match cause {
        Cause::Missing => "there is no such file or folder",
        Cause::BrokenLink => "it is a link to a file or folder that is not there",
        Cause::LinkLoop => "it is a link that leads back to itself",
        Cause::Permission => "it cannot be opened: permission denied",
        Cause::CannotOpen => return format!("it cannot be opened: {detail}"),
        Cause::Listing => {
            return format!(
                "the folder could not be listed to its end ({detail}), so files in it may be missing from this audit"
            );
        }
        Cause::NothingThere => "the folder holds no file that could be a table",
        Cause::Device => return format!("it is not a file but {detail}"),
        Cause::Empty => "the file is empty",
        Cause::Pdf => "it is a PDF, not a table",
        Cause::Document => "it is a word-processor document, not a table",
        Cause::Office => "it is an Office file, but not a workbook",
        Cause::Slides => "it is a presentation, not a table",
        Cause::Picture => "it is a picture, not a table",
        Cause::Email => "it is an e-mail, and tables may be attached to it",
        Cause::Database => "it is a database, not a table",
        Cause::Numbers => "it is a spreadsheet of Apple Numbers, which faxban cannot read",
        Cause::Notebook => "it is a OneNote notebook, not a table",
        Cause::WebPage => "it is a web page, not a table (often an error page saved under a table's name)",
        Cause::SpreadsheetXml => "it is a table that was saved as a web page or as XML",
        Cause::Xml => "it is an XML file, not a table",
        Cause::Json => "it is a JSON file, not a table",
        Cause::Backup => "it is a back-up copy by its name, so it was not opened",
        Cause::Packed if detail.is_empty() => "it is packed in a form that faxban cannot open",
        Cause::Packed => return format!("it is packed in a form that faxban cannot open ({detail})"),
        Cause::Binary => "it is neither text nor a workbook that faxban can read",
        Cause::Nuls => "it holds nothing but NUL characters, as a failed copy leaves them",
        Cause::Encoding => return format!("its characters are written in {detail}"),
        Cause::OpenInExcel => {
            return format!("{detail} is open right now, so the last changes may not be saved in it");
        }
        Cause::Password => "it is encrypted: it asks for a password",
        Cause::Damaged => return format!("it is damaged or cut short ({detail})"),
        Cause::DamagedWorkbook => return format!("the workbook is damaged or cut short ({detail})"),
        Cause::OldWorkbook => "it was saved by Excel 4 or older",
        Cause::UnsafeWorkbook => {
            return format!("no spreadsheet program writes a workbook like this ({detail})");
        }
        Cause::LargeWorkbook => return format!("the workbook is too large ({detail})"),
        Cause::MissingSheet => "the workbook lists it, but the file does not hold it",
        Cause::OnceOnly => {
            return format!(
                "it holds {detail} tables, one below the other, and comes from a source that can be read only once"
            );
        }
        Cause::Unreadable => return format!("it cannot be read to its end: {detail}"),
        Cause::NoTable | Cause::Failed | Cause::NoRoom => return detail.to_owned(),
        Cause::PackedDeep => "it is an archive in an archive in an archive",
        Cause::TooLarge => "it is larger than 1 GB unpacked",
        Cause::TooMuchInside => "the files in it are larger than 10 GB unpacked",
        Cause::Ratio => "it unpacks to more than a thousand times its size",
        Cause::Overlap => "it is damaged or made to do harm: files in it share the same bytes",
        Cause::Method => return format!("it is packed in a way that faxban cannot unpack ({detail})"),
        Cause::Unlisted => "it holds files that its own list of contents does not name",
        Cause::Inside => "nothing in it was audited",
        Cause::Changed => "it was changed while it was being read",
        Cause::Stopped => "reading it stopped short",
        Cause::NotNamed => "no [[source]] of faxban.toml names it, so it was not audited",
        Cause::SourceMissing => return format!("this month's file is missing: {detail}"),
    }
    .to_owned()
}

/// What to do about something that was not read.
pub(super) const fn after_cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Missing | Cause::NothingThere => "check the path",
        Cause::BrokenLink => "get the file itself",
        Cause::LinkLoop => "remove the link, or get the file itself",
        Cause::Permission => "ask for the right to read it",
        Cause::CannotOpen => "copy it to this computer, or get it again",
        Cause::Listing => "copy the folder to this computer and audit the copy",
        Cause::Device => "give a file or a folder",
        Cause::Empty | Cause::Damaged | Cause::Nuls | Cause::MissingSheet => "get it again",
        Cause::Pdf | Cause::Document | Cause::Slides | Cause::Picture | Cause::Notebook | Cause::Office => {
            "look for a register or ledger in it, and ask for the CSV or Excel file"
        }
        Cause::Email => "save what is attached beside it, then exclude the e-mail in faxban.toml",
        Cause::Database => "save its tables as CSV or Excel files",
        Cause::Numbers => "export it as an Excel file",
        Cause::WebPage => "download it again",
        Cause::SpreadsheetXml => "open it in Excel and save it as .xlsx",
        Cause::OldWorkbook => "open it in Excel or LibreOffice and save it as .xlsx",
        Cause::UnsafeWorkbook => "ask for it again",
        Cause::LargeWorkbook => "open it in Excel and save each sheet as .csv",
        Cause::OnceOnly => "save it as a file and audit the file",
        Cause::Binary => "open it in Excel and save it as .xlsx, or ask for the CSV or Excel file",
        Cause::Encoding => "ask for it as UTF-8",
        Cause::DamagedWorkbook => "open it in Excel and save it again, or get it again",
        Cause::Xml => "open it in Excel and save it as .xlsx, or ask for the CSV or Excel file",
        Cause::Json => "ask for the same data as a CSV or Excel file",
        Cause::Backup => {
            "if it holds lines that are nowhere else, give it a name without the ending; otherwise exclude it in faxban.toml"
        }
        Cause::Packed | Cause::PackedDeep | Cause::TooLarge | Cause::TooMuchInside | Cause::Method => {
            "unpack it and audit the files in it"
        }
        Cause::OpenInExcel => "save and close it, then audit again (if nobody has it open, delete this file)",
        Cause::Password => "open it with its password and save a copy without one",
        Cause::Unreadable => "get it again, and audit it again",
        Cause::Ratio | Cause::Overlap => "ask for the files as they are, not packed",
        Cause::Unlisted => "unpack it with another program, or ask for it again",
        Cause::Changed => "audit it again",
        Cause::Stopped => "audit it on its own",
        Cause::NotNamed => "name it there, or under exclude",
        Cause::SourceMissing => "get the file, or write required = false",
        Cause::NoTable | Cause::Failed | Cause::NoRoom | Cause::Inside => "",
    }
}
