//! Words that headings are shortened to, and words that change nothing in them.

use hashbrown::HashSet;

/// Short forms of words, whole words only, as finance and asset systems write them.
pub(super) const SHORT: &[(&str, &str)] = &[
    ("acc", "account"),
    ("acct", "account"),
    ("acq", "acquisition"),
    ("acquis", "acquisition"),
    ("amnt", "amount"),
    ("amt", "amount"),
    ("capitalization", "capitalisation"),
    ("capitalized", "capitalised"),
    ("catalog", "catalogue"),
    ("ccy", "currency"),
    ("center", "centre"),
    ("crcy", "currency"),
    ("cur", "currency"),
    ("curr", "currency"),
    ("datetime", "date"),
    ("decomm", "decommission"),
    ("deliv", "delivery"),
    ("dept", "department"),
    ("desc", "description"),
    ("descr", "description"),
    ("descrip", "description"),
    ("descriptor", "description"),
    ("disp", "disposal"),
    ("doc", "document"),
    ("dt", "date"),
    ("dte", "date"),
    ("eqpt", "equipment"),
    ("equip", "equipment"),
    ("equipt", "equipment"),
    ("ext", "extended"),
    ("gds", "goods"),
    ("inv", "invoice"),
    ("itm", "item"),
    ("manf", "manufacturer"),
    ("manuf", "manufacturer"),
    ("matl", "material"),
    ("mfg", "manufacturer"),
    ("mfr", "manufacturer"),
    ("narr", "narrative"),
    ("nbr", "number"),
    ("nett", "net"),
    ("no", "number"),
    ("num", "number"),
    ("ord", "order"),
    ("organization", "organisation"),
    ("pmt", "payment"),
    ("prod", "product"),
    ("pstg", "posting"),
    ("pstng", "posting"),
    ("purch", "purchase"),
    ("pymnt", "payment"),
    ("pymt", "payment"),
    ("qty", "quantity"),
    ("rcpt", "receipt"),
    ("rcvd", "received"),
    ("recd", "received"),
    ("ref", "reference"),
    ("req", "requisition"),
    ("reqn", "requisition"),
    ("ser", "serial"),
    ("supp", "supplier"),
    ("svc", "service"),
    ("timestamp", "date"),
    ("tot", "total"),
    ("tran", "transaction"),
    ("trans", "transaction"),
    ("trn", "transaction"),
    ("trx", "transaction"),
    ("txn", "transaction"),
    ("txt", "text"),
    ("val", "value"),
];

/// Words that only say that an amount is in pounds.
pub(super) const POUNDS: &[&str] = &["£", "gbp", "sterling", "stg", "pounds"];

/// What stands in brackets behind a heading and changes nothing.
pub(super) const REMARKS: &[&str] = &[
    "auto",
    "calculated",
    "description",
    "details",
    "free text",
    "freetext",
    "free form",
    "if any",
    "if applicable",
    "if known",
    "mandatory",
    "manual",
    "narrative",
    "optional",
    "required",
    "required field",
    "s",
    "summary",
    "text",
    "uk",
    "uk format",
    "where applicable",
    "where known",
];

/// Words that make figures other than pounds: they must never be dropped.
pub(super) const OTHER_UNITS: &[&str] = &[
    "000",
    "000s",
    "k",
    "ks",
    "m",
    "mn",
    "bn",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "usd",
    "eur",
    "euro",
    "euros",
    "dollars",
    "$",
    "€",
    "%",
    "percent",
];

/// The words that may stand in a heading besides those of known headings, as they are written.
pub(in crate::columns) fn vocabulary() -> HashSet<String> {
    let remarks = REMARKS.iter().flat_map(|remark| remark.split(' '));
    let others = "vat tax taxes of in for on the is has been still currently already y n yes no or true false yn flag \
                  format date time line part ex exc excl excluding exclusive excluded before less pre without inc incl \
                  including inclusive included with net loc d dd ddd m mm mmm mmmm yy yyyy hh ss ddmmyy ddmmyyyy yyyymmdd";
    let words = SHORT.iter().map(|(short, _)| *short).chain(POUNDS.iter().copied());
    words.chain(remarks).chain(others.split_whitespace()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_in_order_for_the_search() {
        assert!(SHORT.is_sorted_by_key(|(short, _)| *short));
    }
}
