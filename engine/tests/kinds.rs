//! Kinds of table beyond ledger and register: told from their headings and cells, and what may be said of their lines.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Audited, audit, audit_as};
use faxban_core::{Field, SourceKind};

fn kind(header: &str) -> SourceKind {
    audit(&[header]).layout.kind
}

fn kind_with(lines: &[&str]) -> SourceKind {
    audit(lines).layout.kind
}

/// Outcome and class of the row, and whether its reason has these words.
fn is(audited: &Audited, row: u64, expected: &str, says: &str) {
    let finding = audited.row(row);
    assert_eq!(format!("{} {}", finding.outcome, finding.class), expected, "row {row}: {}", finding.reason);
    assert!(finding.reason.contains(says), "row {row}: {}", finding.reason);
    assert!(!finding.reason.contains("  ") && !finding.reason.contains('{'), "row {row}: {}", finding.reason);
}

#[test]
fn requests_are_told_from_purchases() {
    use SourceKind::{Ledger, Requisition};
    for (header, expected) in [
        (
            "Requisition No|Requester|Date requested|Description|Quantity|Estimated value|Approver|Status",
            Requisition,
        ),
        (
            "Requisition number|Requested by|Item description|Supplier|Amount|Needed by|Approval status",
            Requisition,
        ),
        ("Req No|Date raised|Requestor|Description|Supplier|Value|Status|Need by date", Requisition),
        ("Date requested|Requested by|Item|Qty|Justification|Approved?", Requisition),
        ("PR number|Requisitioner|Short text|Qty|Price|Required date", Requisition),
        ("Requisition number|PO number|Order date|Supplier|Description|Amount|Requester", Ledger),
        ("Requisition number|Invoice date|Description|Amount|Approved by", Ledger),
        ("Requisition number|PO number|Supplier|Description|Amount|Requester", Ledger),
        ("Date|Supplier|Description|Amount|Requester|Approved by", Ledger),
        ("PO Number|Order Date|Supplier|NPC|Item Description|Qty|Unit Price|Line Value", Ledger),
    ] {
        assert_eq!(kind(header), expected, "{header}");
    }
    let header = "Requisition number|Date raised|Supplier|Description|Amount|Requester|PO number";
    let open = [
        "REQ1|01/03/2021|Office Kit|Fax machine|199.00|Ward 4|",
        "REQ2|02/03/2021|Office Kit|Desk|20.00|Ward 4|PO7",
    ];
    assert_eq!(kind_with(&[header, open[0], open[1]]), Requisition, "some are not ordered yet");
    assert_eq!(kind_with(&[header, open[1], open[1]]), Ledger, "all are ordered");
}

#[test]
fn catalogues_are_told_from_purchases() {
    use SourceKind::{Catalogue, Ledger, Register};
    for (header, expected) in [
        ("SKU|Description|Brand|Pack size|Price", Catalogue),
        ("Product code|Product description|Supplier|Unit of issue|List price", Catalogue),
        ("NPC|Item description|Manufacturer|UOI|Contract price|MPC", Catalogue),
        ("SKU|Description|Pack size|Price|Quantity", Register),
        ("SKU|Description|Pack size|Price|Order number|Supplier", Ledger),
        ("Date|SKU|Description|Supplier|Pack size|Price", Ledger),
        ("SKU|Description|Supplier|Pack size|Price|Amount", Ledger),
        ("Asset no|Description|Part number|UOM|Cost|Location", Register),
    ] {
        assert_eq!(kind(header), expected, "{header}");
    }
}

#[test]
fn telephone_lines_are_told_from_bills_and_handsets() {
    use SourceKind::{Ledger, Lines, Register};
    for (header, expected) in [
        ("CLI|Line type|Location|Rental|Cease date", Lines),
        ("DDI|Site|Line type|Monthly rental|Status|Ceased", Lines),
        ("Telephone number|Line description|Site|Line rental|Install date|Cease date", Lines),
        ("Circuit ID|Circuit type|Install address|Annual rental", Lines),
        ("Invoice date|Supplier|CLI|Description|Rental|Amount", Ledger),
        ("Payment date|CLI|Line type|Amount", Ledger),
        ("Asset tag|Telephone number|Model|Serial number|Location|Rental", Register),
        ("Telephone number|Model|Serial number|Location|Rental", Register),
    ] {
        assert_eq!(kind(header), expected, "{header}");
    }
}

#[test]
fn printers_are_told_from_other_assets() {
    use SourceKind::{PrintFleet, Register};
    for (header, expected) in [
        ("Device|Model|IP address|Location|Functions|Mono pages|Colour pages|Fax pages", PrintFleet),
        ("Make|Model|Serial number|Location|Mono|Colour|Fax", PrintFleet),
        ("Printer name|Model|Site|IP address|Total pages", PrintFleet),
        ("Model|Location|Functions|IP address", PrintFleet),
        ("Asset tag|Model|Location|IP address|Mono pages|Colour pages", Register),
        ("Asset tag|Model|Serial number|Location|IP address|Status", Register),
        ("Make|Model|Serial number|Location|IP address|MAC address", Register),
    ] {
        assert_eq!(kind(header), expected, "{header}");
    }
}

#[test]
fn lists_of_names_are_told_from_registers() {
    use SourceKind::{List, Register};
    for (lines, expected) in [
        (&["Asset type|Asset description", "IT|Fax machine"][..], List),
        (&["Category|Description|Useful life", "IT|Fax machine|5"], List),
        (&["Manufacturer|Model|Notes", "Brother|FAX-2840|"], List),
        (&["Asset description|Category|Location|Cost", "Fax machine|IT||", "Desk|Office||"], List),
        (&["Asset description|Category|Location|Cost", "Fax machine|IT||", "Desk|Office|Ward 4|"], Register),
        (&["Asset description|Category|Status", "Fax machine|IT|In use"], Register),
        (&["Asset description|Category|Quantity", "Fax machine|IT|3"], Register),
        (&["Asset description|Category|Assigned to", "Fax machine|IT|Ward 4"], Register),
        (&["Asset No|Asset Description|Category", "A1|Fax machine|IT"], Register),
        (&["Asset description|Category|Serial number", "Fax machine|IT|X1"], Register),
        (&["Asset description|Category|Purchase date", "Fax machine|IT|01/02/2015"], Register),
    ] {
        assert_eq!(kind_with(lines), expected, "{lines:?}");
    }
}

#[test]
fn a_request_is_not_a_purchase() {
    let audited = audit(&[
        "Requisition No|Requester|Date requested|Description|Quantity|Estimated value|Approver|Status",
        "R1|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Pending approval",
        "R2|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Rejected",
        "R3|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Cancelled by requester",
        "R4|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Withdrawn",
        "R5|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Approved",
        "R6|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Ordered",
        "R7|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|",
        "R8|Ward 1|05/03/2018|Brother FAX-2840 laser fax machine|1|199.00|Finance|Approved",
        "R9|Ward 1||Brother FAX-2840 laser fax machine|1|199.00|Finance|Not approved",
        "R10|Ward 1||Brother FAX-2840 laser fax machine|1|199.00|Finance|Draft",
        "R11|Ward 1|05/03/2021|Brother FAX-2840 laser fax machine|1|199.00|Finance|Wibble",
    ]);
    assert_eq!(audited.layout.kind, SourceKind::Requisition);
    assert_eq!(audited.layout.missing(), []);
    is(&audited, 2, "review fax_machine", "requested, not bought");
    is(&audited, 2, "review fax_machine", "not decided yet (\"Pending approval\")");
    for row in 3..=5 {
        is(&audited, row, "compliant fax_machine", "so nothing was bought");
        assert!(audited.row(row).recommendation.is_empty());
    }
    is(&audited, 6, "review fax_machine", "It is approved (\"Approved\")");
    is(&audited, 7, "review fax_machine", "It was ordered (\"Ordered\")");
    is(&audited, 8, "review fax_machine", "dated 2021-03-05");
    is(&audited, 9, "compliant fax_machine", "before 2019-01-01");
    is(&audited, 10, "compliant fax_machine", "refused or taken back (\"Not approved\")");
    is(&audited, 11, "review fax_machine", "requested, not bought");
    is(&audited, 12, "review fax_machine", "\"Wibble\" cannot be understood");
    assert!(audited.row(2).recommendation.starts_with("Stop the request"));
    assert_eq!(audited.row(2).line.pence, Some(19_900));
    assert_eq!(audited.row(2).line.order_number, "R1");
    assert_eq!(audited.row(2).line.date.unwrap().to_string(), "2021-03-05");
}

#[test]
fn what_is_on_offer_is_not_bought() {
    let audited = audit(&[
        "SKU|Description|Brand|Pack size|Price",
        "K1|Brother FAX-2840 laser fax machine|Brother|1|199.00",
        "K2|Copier paper A4|Navigator|5|12.00",
        "K3|Fax toner for FAX-2840|Brother|1|45.00",
    ]);
    assert_eq!((audited.layout.kind, audited.layout.missing()), (SourceKind::Catalogue, vec![]));
    is(&audited, 2, "review fax_machine", "on offer, not bought");
    is(&audited, 4, "indicator fax_consumable", "on offer, not bought");
    assert!(audited.row(2).recommendation.starts_with("Block the item"));
    assert_eq!(audited.totals.screened.control.net(), 0, "a price is no spending");
}

#[test]
fn a_telephone_line_is_an_indicator_until_it_is_ceased() {
    let audited = audit(&[
        "CLI|Line type|Location|Rental|Status|Cease date",
        "01422 555001|Fax line|Ward 1|45.00|Live|",
        "01422 555002|Fax line|Ward 2|45.00|Ceased|",
        "01422 555003|Fax line|Ward 3|45.00||14/06/2024",
        "01422 555004|Fax line|Ward 4|45.00||14/06/2027",
        "01422 555005|Fax line|Ward 5|45.00||",
        "01422 555006|Voice|Ward 6|45.00|Live|",
        "01422 555007|Fax|Ward 7|45.00|Live|",
    ]);
    assert_eq!(audited.layout.kind, SourceKind::Lines);
    is(&audited, 2, "indicator fax_service", "in use (\"Live\")");
    is(&audited, 3, "compliant fax_service", "gone (\"Ceased\")");
    is(&audited, 4, "compliant fax_service", "ceased on 2024-06-14");
    is(&audited, 5, "indicator fax_service", "to be ceased on 2027-06-14");
    is(&audited, 6, "indicator fax_service", "on the list of telephone lines");
    is(&audited, 8, "indicator fax_machine", "on the list of telephone lines");
    assert_eq!(audited.findings.len(), 6);
    assert!(audited.row(2).recommendation.starts_with("Find out what is connected"));
    assert_eq!(audited.row(2).line.asset_id, "01422 555001", "the line can be found");
    let audited = audit(&[
        "Phone number|Line type|Site|Monthly rental|Ceased?",
        "01422 555001|Fax line|Ward 1|45.00|Y",
    ]);
    is(&audited, 2, "compliant fax_service", "gone (\"Ceased?: Y\")");
    assert_eq!(audited.row(2).line.asset_id, "01422 555001");
}

#[test]
fn a_device_that_can_fax_is_found_by_its_functions_or_its_pages() {
    let audited = audit(&[
        "Device|Model|IP address|Location|Functions|Mono pages|Colour pages|Fax pages",
        "MFD 1|Ricoh IM C3000|10.0.0.1|Ward 1|Print, Copy, Scan, Fax|1000|200|133",
        "MFD 2|Ricoh IM C3000|10.0.0.2|Ward 2|Print, Copy, Scan, Fax|1000|200|0",
        "MFD 3|Ricoh IM C3000|10.0.0.3|Ward 3|Print, Copy, Scan|1000|200|0",
        "MFD 4|Ricoh IM C3000|10.0.0.4|Ward 4|Print, Copy, Scan|1000|200|1,204",
        "Fax|Brother FAX-2840|10.0.0.5|Ward 5|Fax|0|0|9",
        "Printer|HP LaserJet 400|10.0.0.6|Ward 6|Print|100|0|",
    ]);
    assert_eq!(audited.layout.kind, SourceKind::PrintFleet);
    is(&audited, 2, "review mfd_with_fax", "counted 133 fax pages, so its fax is in use");
    is(&audited, 3, "review mfd_with_fax", "counted no fax pages");
    is(&audited, 5, "review mfd_with_fax", "counted 1204 fax pages");
    is(&audited, 6, "breach fax_machine", "counted 9 fax pages");
    assert_eq!(audited.findings.len(), 4);
    assert_eq!(audited.row(5).evidence[0].text, "1,204");
}

#[test]
fn counts_of_faxes_sent_and_received_and_yes_or_no_count_as_well() {
    let audited = audit(&[
        "Make|Model|Serial number|Location|Mono|Colour|Faxes sent|Faxes received",
        "Ricoh|IM C3000|X1|Ward 1|10|20|0|12",
        "Ricoh|IM C3000|X2|Ward 2|10|20|3|4",
        "Ricoh|IM C3000|X3|Ward 3|10|20|0|0",
    ]);
    assert_eq!(audited.outcomes(), ["review mfd_with_fax", "review mfd_with_fax"]);
    is(&audited, 2, "review mfd_with_fax", "counted 12 fax pages");
    is(&audited, 3, "review mfd_with_fax", "counted 7 fax pages");
    let audited = audit(&[
        "Model|Location|IP address|Total pages|Fax enabled",
        "Ricoh IM C3000|Ward 1|10.0.0.1|100|Yes",
        "Ricoh IM C3000|Ward 2|10.0.0.2|100|No",
    ]);
    is(&audited, 2, "review mfd_with_fax", "");
    assert_eq!(audited.findings.len(), 1);
    for (cell, none) in [("77", "0"), ("Y", "N")] {
        let audited = audit(&[
            "Model|Location|Mono|Colour|Fax",
            &format!("Ricoh IM C3000|Ward 1|10|20|{cell}"),
            &format!("Ricoh IM C3000|Ward 2|10|20|{none}"),
        ]);
        assert_eq!(audited.findings.len(), 1, "{cell}");
        is(&audited, 2, "review mfd_with_fax", "");
    }
    let contact = audit(&["Model|Location|Mono|Colour|Fax", "Ricoh IM C3000|Ward 1|10|20|01422 555001"]);
    assert_eq!(contact.findings.len(), 0, "a fax number is no count");
}

#[test]
fn a_name_in_a_list_is_not_held() {
    let audited = audit(&["Asset type|Asset description", "IT|Fax machine", "IT|Desktop PC"]);
    is(&audited, 2, "review fax_machine", "do not show that one is held");
    assert!(!audited.row(2).reason.contains("hidden"));
    let mut layout = audited.layout.clone();
    layout.hidden = true;
    let rows = vec![(2, common::cells("IT|Fax machine"))];
    is(&common::judge(layout, rows), 2, "review fax_machine", "The sheet is hidden");
}

#[test]
fn the_user_has_the_last_word_on_the_kind() {
    let list = ["Asset type|Asset description", "IT|Fax machine"];
    let audited = audit_as(&list, Some(SourceKind::Register), &[]);
    is(&audited, 2, "breach fax_machine", "what a register lists is held");
    let ledger = ["Date|Supplier|Description|Amount", "05/03/2021|Office Kit|Fax machine|199.00"];
    for kind in SourceKind::ALL {
        let audited = audit_as(&ledger, Some(*kind), &[]);
        assert_eq!(audited.layout.kind, *kind);
        let expected = match kind {
            SourceKind::Ledger | SourceKind::Register | SourceKind::PrintFleet => "breach fax_machine",
            SourceKind::Lines => "indicator fax_machine",
            _ => "review fax_machine",
        };
        is(&audited, 2, expected, "");
    }
}

#[test]
fn yes_and_no_say_whether_an_asset_is_gone() {
    let audited = audit(&[
        "Asset No|Asset Description|Disposed?|Date Disposed",
        "A1|Brother FAX-2840 laser fax machine|N|",
        "A2|Panasonic KX-FT986 fax machine|Y|14/02/2020",
        "A3|Fax machine|Y|",
        "A4|Fax machine|N|14/02/2020",
        "A5|Fax machine||",
    ]);
    assert_eq!(audited.layout.mapping.fields[&Field::Disposed].header, "Date Disposed");
    is(&audited, 2, "breach fax_machine", "not disposed of (\"Disposed?: N\")");
    is(&audited, 3, "compliant fax_machine", "disposed of on 2020-02-14");
    is(&audited, 4, "review fax_machine", "but not since when");
    is(&audited, 5, "review fax_machine", "which is right");
    is(&audited, 6, "breach fax_machine", "says nothing of its status");
    let audited = audit(&[
        "Asset No|Asset Description|Status|Disposed",
        "A1|Fax machine|In use|No",
        "A2|Fax machine|In use|Yes",
        "A3|Fax machine||12/03/2020",
        "A4|Fax machine|Disposed|Yes",
    ]);
    is(&audited, 2, "breach fax_machine", "in use");
    is(&audited, 3, "review fax_machine", "In use; Disposed: Yes");
    is(&audited, 4, "compliant fax_machine", "disposed of on 2020-03-12");
    is(&audited, 5, "review fax_machine", "but not since when");
}
