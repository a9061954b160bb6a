//! What became of every file, sheet and archive member: audited, left alone, or not read, with a code and a sentence.
//!
//! A file that nothing is said of is a register that nobody misses. The sentences are made here and nowhere else, so
//! that the terminal, the pages and the lists of a report say the same.

use std::{fmt, io};

mod words;

/// A file, a folder, a sheet of a workbook or a member of an archive, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// The path as named in reports: a member of an archive after the archive and a slash.
    pub path: String,
    /// The sheet of a workbook; blank for the file as a whole.
    pub sheet: String,
    /// What became of it.
    pub fate: FileFate,
    /// What completes the sentence: a name, a number, or the words of the system.
    pub detail: String,
    /// Its size in bytes, if it is known; of a member, unpacked.
    pub bytes: Option<u64>,
    /// Rows below the header, if a table was read.
    pub lines: Option<u64>,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFate {
    /// Its lines are in the audit.
    Audited,
    /// It was left alone, and nothing is missing.
    LeftAlone(Reason),
    /// It could hold lines that are missing.
    NotRead(Cause),
}

/// Makes an enum whose variants each have a code, and the list of them.
macro_rules! codes {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the code by which programs know it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }
    };
}

codes! {
    /// Why something was left alone.
    Reason {
        /// A folder with a report of faxban.
        Report = "report",
        /// The audit itself uses it: a list, its own report, its lock.
        InUse = "in_use",
        /// A file of a report of faxban, or a copy of it.
        OwnReport = "own_report",
        /// A list of decisions that is not in force.
        OwnDecisions = "own_decisions",
        /// A list of declarations that is not in force.
        OwnDeclarations = "own_declarations",
        /// A list of exemptions that is not in force.
        OwnExemptions = "own_exemptions",
        /// A hidden file.
        Hidden = "hidden",
        /// A hidden folder.
        HiddenFolder = "hidden_folder",
        /// A file that a computer keeps for itself.
        System = "system",
        /// A file that Office keeps while a document is open.
        Temporary = "temporary",
        /// A text on the files, a script, a configuration, a log.
        NotData = "not_data",
        /// A shortcut to another file.
        Shortcut = "shortcut",
        /// A person excluded it.
        Excluded = "excluded",
        /// The same file under another path.
        SeenBefore = "seen_before",
        /// Another file has the same bytes.
        SameBytes = "same_bytes",
        /// Another sheet has the same lines.
        CopyOfSheet = "copy_of_sheet",
        /// Another sheet has these lines and more.
        PartOfSheet = "part_of_sheet",
        /// A sheet without a cell.
        EmptySheet = "empty_sheet",
        /// A sheet without a table, in a workbook with one.
        NoTable = "no_table",
        /// A sheet that is a chart.
        Chart = "chart",
        /// A sheet that is a dialog of Excel 5.
        Dialog = "dialog",
        /// A sheet that holds macros of Excel 4.
        Macro = "macro",
        /// A sheet that keeps what formulas have read from another file.
        OtherFile = "other_file",
        /// A pipe, a socket or a device.
        Special = "special",
        /// A folder in which no source names a file.
        FolderNotNamed = "folder_not_named",
        /// An archive in which everything was left alone.
        NothingInside = "nothing_inside",
    }
}

codes! {
    /// Why something was not read.
    Cause {
        /// There is no such file or folder.
        Missing = "missing",
        /// A link to something that is not there.
        BrokenLink = "broken_link",
        /// A link that leads back to itself.
        LinkLoop = "link_loop",
        /// It may not be opened.
        Permission = "permission",
        /// It cannot be opened.
        CannotOpen = "cannot_open",
        /// A folder that could not be listed to its end.
        Listing = "listing",
        /// A folder without any file that could be a table.
        NothingThere = "nothing_there",
        /// A device or a socket.
        Device = "device",
        /// A file without bytes.
        Empty = "empty",
        /// A PDF.
        Pdf = "pdf",
        /// A document of a word processor.
        Document = "document",
        /// A file of Office that is neither a workbook nor a document that is known.
        Office = "office",
        /// Slides.
        Slides = "slides",
        /// A picture.
        Picture = "picture",
        /// An e-mail, or a box of them.
        Email = "email",
        /// A database.
        Database = "database",
        /// A spreadsheet of Apple's Numbers.
        Numbers = "numbers",
        /// A notebook of OneNote.
        Notebook = "notebook",
        /// A web page.
        WebPage = "web_page",
        /// A table that is saved as a web page or as XML.
        SpreadsheetXml = "spreadsheet_xml",
        /// Other XML.
        Xml = "xml",
        /// JSON.
        Json = "json",
        /// A back-up copy.
        Backup = "backup",
        /// An archive of another kind than zip.
        Packed = "packed",
        /// Neither text nor a workbook.
        Binary = "binary",
        /// A workbook is open right now.
        OpenInExcel = "open_in_excel",
        /// It asks for a password.
        Password = "password",
        /// It holds nothing but NUL characters.
        Nuls = "nuls",
        /// Its characters are written in a way that is not known.
        Encoding = "encoding",
        /// It is damaged or cut short.
        Damaged = "damaged",
        /// A workbook that is damaged or cut short.
        DamagedWorkbook = "damaged_workbook",
        /// A workbook that Excel 4 or older wrote.
        OldWorkbook = "old_workbook",
        /// A workbook that is built so that reading it would use up the machine.
        UnsafeWorkbook = "unsafe_workbook",
        /// A workbook that is larger than any that people work with.
        LargeWorkbook = "large_workbook",
        /// A sheet that the workbook lists and the file does not hold.
        MissingSheet = "missing_sheet",
        /// A stream with several tables, each of which has to be read by itself.
        OnceOnly = "once_only",
        /// It cannot be read to its end.
        Unreadable = "unreadable",
        /// No header was found.
        NoTable = "no_table",
        /// A sentence says what failed.
        Failed = "failed",
        /// Lines cannot wait on disk; a sentence.
        NoRoom = "no_room",
        /// An archive in an archive in an archive.
        PackedDeep = "packed_deep",
        /// It is too large to be unpacked into memory.
        TooLarge = "too_large",
        /// An archive that unpacks to more than the limit.
        TooMuchInside = "too_much_inside",
        /// It unpacks to more than a thousand times its size.
        Ratio = "ratio",
        /// Members of an archive share the same bytes.
        Overlap = "overlap",
        /// A member that is packed in a way that is not known.
        Method = "method",
        /// An archive with files that its own list does not name.
        Unlisted = "unlisted",
        /// Nothing in it was audited; what is in it has the causes.
        Inside = "inside",
        /// It changed while it was being read.
        Changed = "changed",
        /// Reading it stopped short.
        Stopped = "stopped",
        /// No source names it.
        NotNamed = "not_named",
        /// The file that a source names did not come.
        SourceMissing = "source_missing",
    }
}

/// Why something cannot be read; shown as a sentence with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub cause: Cause,
    /// What completes the sentence.
    pub detail: String,
}

impl Refusal {
    /// Makes a refusal.
    #[must_use]
    pub fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self { cause, detail: detail.into() }
    }
}

impl From<Cause> for Refusal {
    fn from(cause: Cause) -> Self {
        Self::new(cause, "")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sentence(words::of_cause(self.cause, &self.detail), words::after_cause(self.cause)))
    }
}

/// Why and what to do, in a sentence.
fn sentence(reason: String, what_to_do: &str) -> String {
    if what_to_do.is_empty() { reason } else { format!("{reason}; {what_to_do}") }
}

impl FileFate {
    /// Returns `audited`, `left_alone` or `not_read`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Audited => "audited",
            Self::LeftAlone(_) => "left_alone",
            Self::NotRead(_) => "not_read",
        }
    }

    /// Returns the code of the reason or cause; blank for what was audited.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Audited => "",
            Self::LeftAlone(reason) => reason.code(),
            Self::NotRead(cause) => cause.code(),
        }
    }

    /// Finds the fate with these codes; `None` if they are not known.
    #[must_use]
    pub fn of(fate: &str, code: &str) -> Option<Self> {
        let reason = || Reason::ALL.iter().find(|reason| reason.code() == code);
        let cause = || Cause::ALL.iter().find(|cause| cause.code() == code);
        match fate {
            "audited" => Some(Self::Audited),
            "left_alone" => reason().map(|reason| Self::LeftAlone(*reason)),
            "not_read" => cause().map(|cause| Self::NotRead(*cause)),
            _ => None,
        }
    }
}

impl Fate {
    /// Makes the fate of a file, of which nothing else is known.
    #[must_use]
    pub fn new(path: impl Into<String>, fate: FileFate, detail: impl Into<String>) -> Self {
        let (path, detail) = (path.into(), detail.into());
        Self { path, sheet: String::new(), fate, detail, bytes: None, lines: None }
    }

    /// Makes the fate of a file that was left alone.
    #[must_use]
    pub fn left(path: impl Into<String>, reason: Reason) -> Self {
        Self::new(path, FileFate::LeftAlone(reason), "")
    }

    /// Makes the fate of a file that was not read.
    #[must_use]
    pub fn not_read(path: impl Into<String>, cause: Cause) -> Self {
        Self::new(path, FileFate::NotRead(cause), "")
    }

    /// Makes the fate of something that the system does not open or list.
    #[must_use]
    pub fn refused(path: impl Into<String>, error: &io::Error) -> Self {
        let (cause, detail) = match error.kind() {
            io::ErrorKind::NotFound => (Cause::Missing, String::new()),
            io::ErrorKind::PermissionDenied => (Cause::Permission, String::new()),
            _ => (Cause::CannotOpen, error.to_string()),
        };
        Self::new(path, FileFate::NotRead(cause), detail)
    }

    /// The same with its size.
    #[must_use]
    pub fn with_bytes(self, bytes: Option<u64>) -> Self {
        Self { bytes, ..self }
    }

    /// Returns the file or sheet as a person names it.
    #[must_use]
    pub fn title(&self) -> String {
        if self.sheet.is_empty() { self.path.clone() } else { format!("{}, sheet {}", self.path, self.sheet) }
    }

    /// Returns why; blank for what was audited.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.fate {
            FileFate::Audited => String::new(),
            FileFate::LeftAlone(reason) => words::of_reason(reason, &self.detail),
            FileFate::NotRead(cause) => words::of_cause(cause, &self.detail),
        }
    }

    /// Returns what a person can do; blank if there is nothing to do.
    #[must_use]
    pub fn what_to_do(&self) -> &'static str {
        match self.fate {
            FileFate::Audited => "",
            FileFate::LeftAlone(reason) => words::after_reason(reason),
            FileFate::NotRead(cause) => words::after_cause(cause),
        }
    }

    /// Returns why and what to do, in a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        sentence(self.reason(), self.what_to_do())
    }

    /// Whether lines may be missing that no other fate tells of.
    #[must_use]
    pub const fn is_problem(&self) -> bool {
        matches!(self.fate, FileFate::NotRead(cause) if !matches!(cause, Cause::Inside))
    }

    /// Whether it was left alone.
    #[must_use]
    pub const fn is_left_alone(&self) -> bool {
        matches!(self.fate, FileFate::LeftAlone(_))
    }
}
