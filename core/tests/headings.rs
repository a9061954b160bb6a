//! Usual headings of ledgers, order and card reports, catalogues and asset systems: none may lose what a line says.
//!
//! Written down from what these systems export before the list of known headings was looked at.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use faxban_core::columns::{Column, Mapping, Recognised, Synonyms, locate};
use faxban_core::{Field, SourceKind};

const LEDGER: [&str; 3] = ["Supplier name", "Invoice number", "Cost centre"];
const REGISTER: [&str; 3] = ["Asset tag", "Serial number", "Location"];

fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../rules/columns.toml")).unwrap()
}

fn mapping(synonyms: &Synonyms, kind: SourceKind, heading: &str) -> Mapping {
    let beside = if kind == Ledger { LEDGER } else { REGISTER };
    let row = beside.iter().copied().chain([heading]).map(str::to_owned).collect();
    locate(&[(1, row)], synonyms, None).unwrap_or_else(|| panic!("no header with \"{heading}\"")).mapping
}

/// What the fourth column is taken for.
fn taken(mapping: &Mapping) -> Option<(Field, &Column)> {
    mapping.fields.iter().find(|(_, column)| column.index == 3).map(|(field, column)| (*field, column))
}

/// Asserts that headings, between bars, are recognised as fields with a basis, in a table of their kind.
fn expect(kind: SourceKind, field: Field, basis: Option<&str>, headings: &str) {
    let synonyms = synonyms();
    for heading in headings.split('|').map(str::trim) {
        let mapping = mapping(&synonyms, kind, heading);
        assert_eq!(mapping.kind, kind, "{heading}");
        let (found, column) =
            taken(&mapping).unwrap_or_else(|| panic!("\"{heading}\" is not known: {mapping:?}"));
        assert_eq!((found, column.basis.as_deref()), (field, basis), "{heading}");
        assert_eq!(column.recognised, Recognised::Heading, "{heading}");
    }
}

use Field::{Acquired, Amount, Category, Cost, Date, Description, Disposed, Gone, Model, Status};
use SourceKind::{Ledger, Register};

#[test]
fn what_was_bought() {
    expect(
        Ledger,
        Description,
        None,
        "Order Line Text | Item Purchased | Product Title | Goods | Particulars | Memo/Description | Memo | \
         Line Description (Free text) | Short Text | Material Description | Narration | Details | Merchant Narrative | \
         Description | Description: | Description * | Item Description | Item Desc. | Line Item Description | \
         Goods/Services Description | Description of Goods | Description of Goods/Services | Goods and Services | \
         PO Line Description | Purchase Order Line Description | Requisition Line Description | \
         Distribution Line Description | Distribution Description | Invoice Line Description | Invoice Description | \
         Transaction Narrative | Trans. Narrative | Trans Description | Tran Desc | Transaction Details | \
         Journal Line Description | Line Narrative | Line Desc. | Line Text | Narrative 1 | Narrative Line 1 | \
         Description Line 1 | Description 1 | Text | Item Text | Article Description | Article Name | Product | \
         Product Name | Prod Desc | Product/Service | Item | Item Name | Short description | Purchase Description | \
         Description of Purchase | Item Details | Purpose of Expenditure | What was purchased? | Catalogue Description | \
         Catalogue Item Description | Service Description | Spend Description | Payment Description | Order Details | \
         Requisition Description | Full Description | Long Description | Extended Description | \
         Supplier Item Description | Supplier Product Description | Base Description | Free Text | Stock Description | \
         SKU Description | Name of Item | Details of Expenditure | Charge Description | Contract Description | \
         Transaction Text | Document Header Text | Equipment | Equipment Name | Equipment Type | Machine Type | \
         Asset Description | Device | Appliance | Req Line Text | Item/Service Description | Item Descr | \
         Goods/Service | Item Bought | Goods Supplied | Supplied Item | Transaction Memo | Notes/Description | \
         Description (Item) | Item & Description | Item(s) Purchased | Goods & Services Description | \
         Description / Narrative | Nature of Purchase | Items",
    );
    expect(
        Ledger,
        Model,
        None,
        "Model / Type | Make/Model | Make & Model | Make and Model | Make Model | Manufacturer/Model | Device Model",
    );
}

#[test]
fn what_an_asset_is() {
    expect(
        Register,
        Description,
        None,
        "Equipment | Asset | Device | Description | Item Description | Item Name | Asset Name | Asset Description | \
         Asset Desc. | Name | Display name | Short description | Equipment Description | Equipment Name | Appliance | \
         Appliance Description | Device Description | Device Name | Inventory Item | CI Name | Hardware Description | \
         Machine | Fixed Asset Description | FA Description | Stock Description | Product Title | Particulars | \
         Details | Item | Product | Memo/Description | Asset / Device | Equipment Details | Name of Item | \
         Description of Asset | Item of equipment | Asset/Equipment Description",
    );
    expect(
        Register,
        Model,
        None,
        "Model / Type | Make/Model | Make & Model | Make and Model | Manufacturer/Model | Device Model | \
         Machine Model | Equipment / Model | Brand/Model | Model and Make",
    );
    expect(
        Register,
        Category,
        None,
        "Equipment Type | Device Type | Type of Equipment | Machine Type | Asset Class | Asset Category | Hardware Type",
    );
}

#[test]
fn amounts() {
    expect(
        Ledger,
        Amount,
        Some("unstated"),
        "Trans Amount | £ | Billing Amount | GBP | Sum of Amount | Amount | Amount: | Amount * | Amount (GBP) | \
         Amount in GBP | AMOUNT_GBP | Amount (£) | Amount (£'s) | £ Amount | Amount Sterling | Amount in Pounds | Total | \
         Value (£) | Order Value | Order Total | PO Value | PO Amount | Invoice Amount | Inv Amt | Invoice Value | \
         Amount Paid | Paid Amount | Payment Amount | Payment Value | Amt | Amt. | Amount in local currency | \
         Amount in LC | Amount in Loc.Crcy | Base Amount | Base Currency Amount | Amount in Base Currency | \
         Functional Amount | Accounted Amount | Entered Amount | Transaction Amount | Transaction Value | Trans Value | \
         Txn Amount | Total Cost | Total Price | Total Spend | Spend | Spend (£) | Expenditure | Expenditure Amount | \
         Cost (£) | Goods Value | Goods Amount | Total Amount | Total Value | Purchase Cost | Charge (£) | \
         Amount Charged | Total Charge | Actual Amount | Sum of Value (£) | Curr. Amount | Posted Amount | \
         Amount Invoiced | Payment £ | Invoice £ | Amount in £ | Spend in £ | Amount \u{9c} | Value of Order",
    );
    expect(
        Ledger,
        Amount,
        Some("net"),
        "Amount (£) ex VAT | NET AMOUNT (EXCL VAT) | Invoice Net Line Amount | Net Order Value | Net | Net (£) | \
         Net Amount | Net Amt | Total ex VAT | Total Excluding VAT | Amount excl. VAT | Amount (Ex. VAT) | \
         Amount Before VAT | Value ex VAT | Value (excluding VAT) | Net Line Value | Net Line Total | Net Value | \
         Total Net Amount | Sum of Net Amount | Line Amount Excluding Tax | Amount net of VAT | Ex VAT | £ (ex VAT) | \
         Nett Amount | Goods Net | Line Value ex. VAT £ | Order Value (ex VAT) | Spend (£) exclusive of VAT",
    );
    expect(
        Ledger,
        Amount,
        Some("gross"),
        "Gross | Gross £ | Gross Amount | Gross Amt | Total (inc VAT) | Total Incl. VAT | Amount incl. of VAT | \
         Inc. VAT £ | Total £ inc VAT | Cost inc. VAT | Amount (VAT inclusive)",
    );
    expect(
        Ledger,
        Amount,
        Some("line"),
        "Line Total | Line Amount | Line Value | Line Value (£) | PO Line Value | Invoice Line Amount | \
         Distribution Amount | Item Total | Item Subtotal | Item Net Total | Extended Price | Extended Cost | Line Cost | \
         Line Price | Total Line Value | Order Line Total | PO Line Amt",
    );
    expect(Ledger, Amount, Some("invoice_total"), "Invoice Total | Order Net Total | Invoice Total (ex VAT)");
    expect(
        Register,
        Cost,
        None,
        "Purchase Cost | Purchase Price | Acquisition Cost | Original Cost | Historic Cost | Capital Cost | \
         Acquisition Value | Cost Price | Cost (£) | Cost ex VAT | Purchase Price (inc. VAT)",
    );
}

#[test]
fn days_of_ledgers() {
    for (basis, headings) in [
        (
            "order",
            "Order Date | PO Date | Purchase Order Date | Ordered Date | Date Ordered | Ordered On | Date of Order | \
             Order Created Date | PO Created Date | PO Creation Date | Order Raised Date | Requisition Date | Req Date | \
             Raised Date | Date Raised | Purchase Date | Date of Purchase | Purchased On | Purch Date | \
             Order Date (DD-MMM-YYYY) | PO Approved Date",
        ),
        (
            "invoice",
            "Invoice Date | Inv Date | Inv. Dt | Date of Invoice | Bill Date | Tax Date | Tax Point | Document Date | \
             Doc. Date | Billing Date | Date Invoiced | Invoice Received Date | Date (invoice)",
        ),
        (
            "transaction",
            "Trans Date (dd/mm/yyyy) | Transaction Date | Txn Date | Tran Date | Trans. Date | Date of Transaction | \
             Transaction Dt | Date of Expenditure | Expenditure Date | Spend Date | Trans. Date & Time",
        ),
        (
            "unstated",
            "Date | Date: | Date * | Date (DD/MM/YYYY) | Entry Date | Effective Date | Created On | Approved Date | \
             Creation Date | Created Date | Date Created | Approval Date | Date Approved | Submitted Date | \
             Processing Date | Date/Time | Date and Time | Dt",
        ),
        (
            "delivery",
            "Goods Receipt Date | Receipt Date | Received Date | Date Received | Received On | Delivery Date | \
             Date Delivered | GRN Date | Goods Received Date | Despatch Date | Shipment Date | Date of Supply",
        ),
        (
            "posting",
            "Posting Dt | GL Date | Posting Date | Posted Date | Date Posted | Posted On | Pstng Date | Post Date | \
             Entered Date | Date Entered | Accounting Date | Accounted Date | Journal Date | Ledger Date | Voucher Date",
        ),
        (
            "payment",
            "Date of Payment | Payment Date | Payment Dt | Date Paid | Pay Date | Paid On | Paid Date | Cheque Date | \
             BACS Date | Payment Run Date | Remittance Date | Invoice Paid Date",
        ),
        ("clearing", "Bank Date | Statement Date | Value date | Clearing Date | Cleared Date | Cleared On"),
    ] {
        expect(Ledger, Date, Some(basis), headings);
    }
}

#[test]
fn days_of_registers() {
    for (basis, headings) in [
        (
            "purchase",
            "Purchase Date | Date of Purchase | Purchased On | Date Purchased | Acquisition Date | Date Acquired | \
             Date of Acquisition | Acquired On | Capitalised On | Capitalized on | Capitalisation Date | Order Date | \
             Date Capitalised | Acq. Date | When purchased",
        ),
        (
            "installation",
            "In Service Date | Date Placed in Service | In-Service Date | Install Date | Installation Date | \
             Date Installed | Installed On | Commissioned Date | Date Commissioned | Commissioning Date",
        ),
        ("delivery", "Goods Receipt Date | Delivery Date | Date Delivered | Received On | Date Received"),
    ] {
        expect(Register, Acquired, Some(basis), headings);
    }
    expect(
        Register,
        Disposed,
        None,
        "Date Disposed | Disposal Date | Disposed On | Disposed Date | Date of Disposal | Retired Date | Date Retired | \
         Retirement Date | Date Scrapped | Write Off Date | Date Decommissioned | Decommission Date | \
         Decommissioned Date | Termination Date | Date Withdrawn | Date Removed | Deactivation on | Disposal Dt | \
         Date Disposed (dd/mm/yyyy) | Disposed",
    );
}

#[test]
fn yes_and_no() {
    expect(
        Register,
        Gone,
        None,
        "Disposed? | Disposed (Y/N) | Disposed Y/N | Is Disposed | Retired? | Retired (Y/N) | Disposed Yes/No | \
         Written Off? | Asset disposed? | Disposal (Y/N) | Scrapped (Yes/No) | Disposed Flag | Has been disposed",
    );
    expect(
        Register,
        Status,
        None,
        "In Use? | In Use (Y/N) | Still in use? | Asset Status | Status | Lifecycle Status | Active (Y/N) | \
         In service (Y/N) | Is Active",
    );
}

#[test]
fn headings_that_mean_something_else_are_left_alone() {
    let synonyms = synonyms();
    let wanted = [Description, Model, Amount, Cost, Date, Acquired, Disposed, Status];
    for heading in [
        "Equipment location",
        "Model year",
        "VAT Amount",
        "VAT (£)",
        "VAT inclusive (Y/N)",
        "Net Book Value",
        "NBV",
        "Accumulated Depreciation",
        "Budget",
        "Due Date",
        "Payment Due Date",
        "Invoice Due Date",
        "Warranty Expiry Date",
        "Warranty Expires",
        "Last Seen",
        "Last Audit Date",
        "Next PAT Test Date",
        "Date of Birth",
        "Contract End Date",
        "End Date",
        "Planned Disposal Date",
        "Expected delivery date",
        "Equipment Number",
        "Equipment ID",
        "Item Number",
        "Product Code",
        "Line Number",
        "Line 1",
        "Supplier Address",
        "Account Name",
        "Cost Centre Description",
        "Account Description",
        "Email Address",
        "Created By",
        "Approved By",
        "Asset Owner",
        "Device Owner",
        "Comments",
        "Comment By",
        "VAT Rate",
        "Tax Amount",
        "Discount Amount",
        "Exchange Rate",
        "Base Currency",
        "Local currency",
        "Unit of Measure",
        "Useful Life",
        "Residual Value",
        "Payment Terms",
        "Payment Method",
        "Date Format",
        "Amount (USD)",
        "Amount (€)",
        "Amount £000",
        "Amount (£000) ex VAT",
        "Spend £k",
        "Job Title",
        "Name / Email",
        "Item price",
        "Order Quantity",
        "Purchase order item",
        "Location/Description",
    ] {
        for kind in [Ledger, Register] {
            let mapping = mapping(&synonyms, kind, heading);
            let found = taken(&mapping).map(|(field, _)| field).filter(|field| wanted.contains(field));
            let is_extra = mapping.extra_description.contains(&3);
            // A unit price is the cost of an asset.
            let is_price = found == Some(Cost) && heading == "Item price";
            assert!(
                (found.is_none() || is_price) && !is_extra,
                "{heading} of a {}: {mapping:?}",
                kind.as_str()
            );
        }
    }
}

#[test]
fn the_order_report_of_amazon_business() {
    let header = "Order Date|Order ID|Account Group|PO Number|Order Quantity|Currency|Order Subtotal|\
        Order Shipping & Handling|Order Promotion|Order Tax|Order Net Total|Order Status|Approver|Account User|\
        Account User Email|Invoice Status|Total Amount|Invoice Due Amount|Invoice Issue Date|Invoice Due Date|\
        Payment Reference ID|Payment Date|Payment Amount|Payment Instrument Type|Payment Identifier|\
        Amazon-Internal Product Category|ASIN|Title|UNSPSC|Segment|Family|Class|Commodity|Brand Code|Brand|Manufacturer|\
        National Stock Number|Item model number|Part number|Product Condition|Company Compliance|Listed PPU|\
        Purchase PPU|Item Quantity|Item Subtotal|Item Shipping & Handling|Item Promotion|Item Tax|Item Net Total|\
        PO Line Item ID|Seller Name|Seller Credentials|Seller City|Seller State|Seller ZipCode";
    let row = header.split('|').map(str::to_owned).collect();
    let mapping = locate(&[(1, row)], &synonyms(), None).unwrap().mapping;
    assert_eq!(mapping.kind, Ledger);
    let header = |field: Field| mapping.fields.get(&field).map(|column| column.header.as_str());
    assert_eq!(header(Description), Some("Title"));
    assert_eq!(header(Amount), Some("Item Subtotal"));
    assert_eq!(header(Date), Some("Order Date"));
    assert_eq!(header(Field::Supplier), Some("Seller Name"));
}

#[test]
fn the_card_report_of_the_scottish_government() {
    let row = "Directorate|Merchant Name|Merchant Category Name|Transaction Date|Transaction Amount|Expense Description";
    let lines = [
        "A|Office Kit|Office supplies|05/03/2021|199.00|Brother FAX-2840 laser fax machine",
        "A|Harbour|Stationery|06/03/2021|45.20|Copier paper",
        "B|Harbour|Stationery|07/03/2021|12.00|Toner TN-2220",
    ];
    let split = |line: &str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = (1..).zip(std::iter::once(row).chain(lines).map(split)).collect();
    let mapping = locate(&rows, &synonyms(), None).unwrap().mapping;
    let column = &mapping.fields[&Description];
    assert_eq!((column.index, column.recognised), (5, Recognised::Content));
    assert_eq!(mapping.fields[&Field::ExpenseType].index, 2);
}
