//! Exemptions: a person's permission for a finding, with reason, approver and expiry.
//!
//! A file `exemptions.csv` at the top of an audited folder is read as the list of them; its columns are
//! `finding_id,asset_id,organisation,reason,approver,from,expires,evidence`.

use std::path::Path;

use faxban_core::judge::Exemption;
use jiff::civil::Date;

/// The file's name.
pub const FILE_NAME: &str = "exemptions.csv";
const HEADER: [&str; 8] =
    ["finding_id", "asset_id", "organisation", "reason", "approver", "from", "expires", "evidence"];

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The finding that it covers, if it names one.
    pub finding_id: String,
    /// The asset that it covers, if it names one.
    pub asset_id: String,
    /// The organisation whose asset it is; blank for any.
    pub organisation: String,
    /// What the judge needs.
    pub exemption: Exemption,
    /// Line in the file.
    pub line: u64,
    /// Whether it has covered a finding.
    pub used: bool,
}

/// All exemptions of an audit.
#[derive(Debug, Clone, Default)]
pub struct Exemptions {
    listed: Vec<Listed>,
    /// What the reader of the list should know.
    pub warnings: Vec<String>,
}

impl Exemptions {
    /// Reads a list and adds it.
    ///
    /// # Errors
    /// A sentence that names the file and line: an exemption that cannot be read must stop the audit,
    /// for it would otherwise be taken for none or for one without end.
    pub fn read(&mut self, path: &Path) -> Result<(), String> {
        let name = path.display();
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_path(path)
            .map_err(|error| format!("{name} cannot be read: {error}"))?;
        let header = reader.headers().map_err(|error| format!("{name} cannot be read: {error}"))?.clone();
        if header.iter().map(|cell| cell.trim_start_matches('\u{feff}')).ne(HEADER) {
            return Err(format!("{name}: the first line of a list of exemptions is {}", HEADER.join(",")));
        }
        for record in reader.records() {
            let record = record.map_err(|error| format!("{name}: {error}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<&str> = record.iter().collect();
            let [finding_id, asset_id, organisation, reason, approver, from, expires, _evidence] =
                cells.as_slice()
            else {
                continue;
            };
            let fault = |what: &str| format!("{name}, line {line}: {what}");
            if finding_id.is_empty() && asset_id.is_empty() {
                return Err(fault("an exemption names a finding_id or an asset_id"));
            }
            if reason.is_empty() || approver.is_empty() {
                return Err(fault("an exemption needs a reason and an approver"));
            }
            let exemption = Exemption {
                reason: (*reason).to_owned(),
                approver: (*approver).to_owned(),
                from: day(from).map_err(|text| fault(&text))?,
                expires: day(expires).map_err(|text| fault(&text))?,
            };
            if exemption.expires.is_none() {
                self.warnings.push(fault("the exemption has no expiry; give it one"));
            }
            self.listed.push(Listed {
                finding_id: (*finding_id).to_owned(),
                asset_id: (*asset_id).to_owned(),
                organisation: (*organisation).to_owned(),
                exemption,
                line,
                used: false,
            });
        }
        Ok(())
    }

    /// The exemption for a finding, by its id or by its asset.
    pub fn covering(&mut self, finding_id: &str, asset_id: &str, organisation: &[&str]) -> Option<Exemption> {
        let covers = |listed: &Listed| {
            let here = listed.organisation.is_empty()
                || organisation.iter().any(|name| name.eq_ignore_ascii_case(&listed.organisation));
            (!listed.finding_id.is_empty() && listed.finding_id == finding_id)
                || (here && !listed.asset_id.is_empty() && listed.asset_id.eq_ignore_ascii_case(asset_id))
        };
        let listed = self.listed.iter_mut().find(|listed| covers(listed))?;
        listed.used = true;
        Some(listed.exemption.clone())
    }

    /// Sentences on exemptions that covered nothing or have ended.
    #[must_use]
    pub fn remarks(&self, as_of: Date) -> Vec<String> {
        let mut remarks = self.warnings.clone();
        for listed in &self.listed {
            let of = if listed.asset_id.is_empty() { &listed.finding_id } else { &listed.asset_id };
            if !listed.used {
                remarks.push(format!(
                    "The exemption for {of} ({FILE_NAME}, line {}) covers no finding of this audit.",
                    listed.line
                ));
            } else if let Some(expires) = listed.exemption.expires.filter(|expires| *expires < as_of) {
                remarks.push(format!("The exemption for {of} ended on {expires}: its finding is back."));
            }
        }
        remarks
    }
}

fn day(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    // ISO first; a spreadsheet that saved the list writes days first.
    if let Ok(date) = text.parse::<Date>() {
        return Ok(Some(date));
    }
    match faxban_core::dates::parse(text, faxban_core::dates::DateOrder::DayMonth) {
        Ok(parsed) => Ok(Some(parsed.date)),
        Err(_) => Err(format!("\"{text}\" is no date; write it as 2027-12-31")),
    }
}
