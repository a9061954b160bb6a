//! Thirty text files as systems export them.

use super::model::{DateStyle, MoneyStyle};
use super::spec::Field::{
    Account, Always, Amount, Area, Balance, BookValue, Category, Cost, Credit, Currency, Date, Debit,
    Disposed, Empty, Family, Gross, Later, LineNo, Maker, Model, Net, Order, Organisation, Period, Postcode,
    Quantity, Serial, Site, Status, Supplier, SupplierNo, Tag, Text, Trans, Type, UnitPrice, Vat,
};
use super::spec::{
    CSV, CSV_ANSI, CSV_BOM, CSV_QUOTED, CSV_UNIX, PIPES, SEMICOLONS, Spec, TABS, ledger, register,
};

#[rustfmt::skip]
pub const LEDGERS: [Spec; 20] = [
    ledger("sbs-spend", CSV, 40, &[("Department Family", Family), ("Entity", Organisation), ("Date", Date),
        ("Expense Type", Type), ("Expense Area", Area), ("Supplier", Supplier), ("Transaction Number", Trans),
        ("AP Amount (£)", Amount), ("Description", Text), ("Supplier Postcode", Postcode)])
        .money(MoneyStyle::Grouped),
    ledger("oracle-distributions", CSV_QUOTED, 60, &[("Operating Unit", Organisation), ("Vendor Name", Supplier),
        ("Vendor Number", SupplierNo), ("Invoice Number", Trans), ("Invoice Date", Date), ("GL Date", Later),
        ("Line Number", LineNo), ("Line Description", Text), ("Distribution Amount", Amount), ("Cost Centre", Area),
        ("Subjective", Account)])
        .dates(DateStyle::Month),
    ledger("sap-line-items", SEMICOLONS, 48, &[("Company Code", Always("1000")), ("Account", Account), ("Document Number", Trans),
        ("Posting Date", Date), ("Document Type", Always("KR")), ("Text", Text), ("Amount in local currency", Amount),
        ("Local Currency", Currency), ("Vendor", SupplierNo), ("Vendor Name", Supplier)])
        .dates(DateStyle::Dots).money(MoneyStyle::After),
    ledger("agresso-transactions", TABS, 55, &[("TransNo", Trans), ("TransDate", Date), ("Account", Account),
        ("Account(T)", Type), ("CostC(T)", Area), ("Ap/Ar ID(T)", Supplier), ("Text", Text), ("Amount", Amount)]),
    ledger("integra-ledger", CSV, 30, &[("Ledger", Always("PL")), ("Period", Period), ("Supplier Code", SupplierNo),
        ("Supplier Name", Supplier), ("Doc Ref", Trans), ("Doc Date", Date), ("Narrative", Text), ("Nominal", Account),
        ("Value", Amount)])
        .dates(DateStyle::MonthShort),
    ledger("efin-orders", CSV, 36, &[("Requisition No", Trans), ("Order No", Order), ("Order Date", Date), ("Supplier", Supplier),
        ("Item Description", Text), ("Quantity", Quantity), ("Unit Price", UnitPrice), ("Line Value", Amount),
        ("Cost Centre Name", Area)])
        .money(MoneyStyle::Pound),
    ledger("coupa-po-lines", CSV_UNIX, 50, &[("PO Number", Order), ("Line #", LineNo), ("Order Date", Date), ("Supplier", Supplier),
        ("Item Description", Text), ("Commodity", Type), ("Qty", Quantity), ("Price", UnitPrice), ("Line Total", Amount),
        ("Currency", Currency), ("Department", Area)])
        .dates(DateStyle::Iso),
    ledger("xero-account-transactions", CSV, 28, &[("Date", Date), ("Source", Always("Payable Invoice")), ("Contact", Supplier),
        ("Description", Text), ("Reference", Trans), ("Debit", Debit), ("Credit", Credit), ("Running Balance", Balance)])
        .dates(DateStyle::Words).money(MoneyStyle::Grouped)
        .titles(&["Account Transactions", "Dunmere Community NHS Foundation Trust", ""]),
    ledger("purchase-cards", CSV_BOM, 45, &[("Posting Date", Later), ("Transaction Date", Date), ("Merchant Name", Supplier),
        ("Merchant Category", Type), ("Purchase Description", Text), ("Billing Amount", Amount), ("Department", Area)])
        .money(MoneyStyle::Pound),
    ledger("spend-over-500", CSV_ANSI, 33, &[("Body Name", Organisation), ("Service Area", Area), ("Expenditure Category", Type),
        ("Supplier Name", Supplier), ("Payment Date", Date), ("Amount (£)", Amount), ("Narrative", Text),
        ("Transaction Number", Trans)])
        .money(MoneyStyle::Brackets),
    ledger("sage-transactions", CSV, 40, &[("No", LineNo), ("Type", Always("PI")), ("Account Ref", SupplierNo), ("Nominal A/C", Account),
        ("Date", Date), ("Reference", Trans), ("Details", Text), ("Net Amount", Net), ("Tax Amount", Vat),
        ("Gross Amount", Gross)]),
    ledger("supply-chain-orders", PIPES, 44, &[("Requisition Point", Area), ("Order Date", Date), ("NPC", Order),
        ("Product Description", Text), ("Order Qty", Quantity), ("Unit Price", UnitPrice), ("Total Price", Amount)]),
    ledger("po-creation", TABS, 38, &[("Organisation", Organisation), ("PO Number", Order), ("PO Line", LineNo), ("PO Date", Date),
        ("Supplier Name", Supplier), ("Item Description", Text), ("Category", Type), ("Quantity", Quantity),
        ("Unit Price", UnitPrice), ("PO Line Amount", Amount)])
        .dates(DateStyle::UkTime),
    ledger("petty-cash", CSV, 14, &[("Date", Date), ("Paid to", Supplier), ("Particulars", Text), ("Amount £", Amount)])
        .dates(DateStyle::UkShort).money(MoneyStyle::Pound)
        .titles(&["Petty cash book - Outpatients", ""]),
    ledger("proactis-invoices", CSV_QUOTED, 42, &[("Invoice No.", Trans), ("Supplier", Supplier), ("Invoice Date", Date),
        ("Line Desc", Text), ("Net Value", Net), ("VAT Value", Vat), ("Gross Value", Gross), ("Cost Code", Account)])
        .money(MoneyStyle::Grouped),
    ledger("navision-entries", SEMICOLONS, 35, &[("Posting Date", Date), ("Document No.", Trans), ("Vendor Name", Supplier),
        ("Description", Text), ("Amount", Amount), ("Department Code", Area)]),
    ledger("quickbooks", CSV, 26, &[("Date", Date), ("Transaction Type", Always("Bill")), ("Num", Trans), ("Name", Supplier),
        ("Memo/Description", Text), ("Account", Type), ("Amount", Amount)])
        .titles(&["Kelbrook Mental Health NHS Trust", "Transaction Detail by Account", "All Dates", ""])
        .money(MoneyStyle::Grouped),
    ledger("oracle-fusion", CSV, 52, &[("Business Unit", Organisation), ("Supplier", Supplier), ("Invoice Number", Trans),
        ("Invoice Date", Date), ("Invoice Line Description", Text), ("Invoice Line Amount", Amount),
        ("Accounting Date", Later), ("Account Description", Type)])
        .dates(DateStyle::IsoTime),
    ledger("basware-lines", SEMICOLONS, 31, &[("Invoice number", Trans), ("Supplier name", Supplier), ("Invoice date", Date),
        ("Item text", Text), ("Net sum", Amount), ("Currency", Currency), ("Cost centre name", Area)])
        .dates(DateStyle::Dots),
    ledger("spend-narrative", CSV_BOM, 80, &[("Organisation", Organisation), ("Date Paid", Date), ("Expense Type", Type),
        ("Supplier", Supplier), ("Transaction No", Trans), ("Amount", Amount), ("Purpose of Expenditure", Text),
        ("", Empty)])
        .money(MoneyStyle::Cr),
];

#[rustfmt::skip]
pub const REGISTERS: [Spec; 10] = [
    register("snipe-it", CSV, 40, &[("Company", Organisation), ("Item Name", Text), ("Asset Tag", Tag), ("Model Name", Model),
        ("Manufacturer", Maker), ("Category", Category), ("Serial Number", Serial), ("Status", Status), ("Location", Site),
        ("Purchase Date", Date), ("Purchase Cost", Cost), ("Order Number", Order)])
        .dates(DateStyle::Iso).status("Deployed", "Disposed"),
    register("servicenow", CSV_UNIX, 64, &[("asset_tag", Tag), ("display_name", Text), ("model_category", Category),
        ("serial_number", Serial), ("install_status", Status), ("location", Site), ("department", Area), ("cost", Cost),
        ("purchase_date", Date), ("retired", Disposed)])
        .dates(DateStyle::Iso).status("In use", "Retired"),
    register("glpi", SEMICOLONS, 24, &[("Name", Text), ("Status", Status), ("Manufacturer", Maker), ("Location", Site),
        ("Type", Category), ("Model", Model), ("Serial number", Serial), ("Inventory number", Tag)]),
    register("lansweeper", CSV_QUOTED, 48, &[("AssetName", Tag), ("AssetTypename", Category), ("Manufacturer", Maker),
        ("Model", Model), ("Description", Text), ("Serialnumber", Serial), ("Location", Site), ("Purchasedate", Date),
        ("Statename", Status)])
        .status("Active", "Disposed"),
    register("real-asset-management", CSV, 30, &[("Asset No", Tag), ("Asset Description", Text), ("Asset Class", Category),
        ("Acquisition Date", Date), ("Cost", Cost), ("NBV", BookValue), ("Location", Site), ("Status", Status),
        ("Disposal Date", Disposed)])
        .money(MoneyStyle::Grouped).status("Live", "Disposed"),
    register("medical-devices", TABS, 56, &[("Equipment No", Tag), ("Description", Text), ("Manufacturer", Maker), ("Model", Model),
        ("Serial No", Serial), ("Location", Site), ("Status", Status), ("Purchase Date", Date), ("Purchase Price", Cost)])
        .status("In Use", "Condemned"),
    register("pat-tests", CSV, 34, &[("Appliance ID", Tag), ("Description", Text), ("Make", Maker), ("Model", Model),
        ("Serial No", Serial), ("Site", Site), ("Department", Area), ("Install Date", Date)]),
    register("print-fleet", CSV_ANSI, 22, &[("Trust", Organisation), ("Asset Number", Tag), ("Make", Maker), ("Model", Model),
        ("Device Type", Category), ("Description", Text), ("Serial", Serial), ("Building", Site), ("Status", Status),
        ("Install Date", Date)])
        .status("Active", "Disposed"),
    register("estates-list", TABS, 19, &[("Asset Number", Tag), ("Short Description", Text), ("Category", Category), ("Make", Maker),
        ("Part No", Model), ("S/N", Serial), ("Status", Status), ("Building", Site), ("Date of Purchase", Date),
        ("Purchase Cost (£)", Cost)])
        .money(MoneyStyle::Pound),
    register("cmdb", PIPES, 41, &[("CI Name", Tag), ("Product Name", Text), ("Category", Category), ("Status", Status),
        ("Manufacturer", Maker), ("Serial Number", Serial), ("Site", Site), ("Installation Date", Date), ("Unit Cost", Cost)])
        .dates(DateStyle::Month).status("Deployed", "Disposed"),
];
