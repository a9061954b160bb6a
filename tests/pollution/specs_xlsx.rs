//! Thirty workbooks as systems export them and offices keep them.

use super::model::{DateStyle, MoneyStyle};
use super::spec::Field::{
    Account, Always, Amount, Area, BookValue, Category, Cost, Currency, Date, Disposed, Empty, Family, Gross,
    Later, LineNo, Maker, Model, Net, Order, Organisation, Period, Quantity, Serial, Site, Status, Supplier,
    SupplierNo, Tag, Text, Trans, Type, UnitPrice, Vat,
};
use super::spec::{Form, Spec, ledger, register};

const fn sheet(sheet: &'static str) -> Form {
    Form::Workbook { sheet }
}

#[rustfmt::skip]
pub const LEDGERS: [Spec; 20] = [
    ledger("sbs-spend-book", sheet("April"), 44, &[("Department family", Family), ("Entity", Organisation), ("Date of payment", Date),
        ("Expense type", Type), ("Expense area", Area), ("Supplier", Supplier), ("Transaction number", Trans),
        ("Amount", Amount), ("Description", Text)]),
    ledger("discoverer", sheet("Sheet 1"), 58, &[("Supplier Name", Supplier), ("Invoice Num", Trans), ("Invoice Date", Date),
        ("Gl Date", Later), ("Line Description", Text), ("Dist Amount", Amount), ("Cost Centre", Area), ("Account Code", Account)])
        .titles(&["AP Invoice Distributions", "Run by: finance systems", ""]).dates(DateStyle::Month),
    ledger("sap-purchasing", sheet("ME2M"), 40, &[("Purchasing Document", Order), ("Item", LineNo), ("Document Date", Date),
        ("Vendor", Supplier), ("Short Text", Text), ("Order Quantity", Quantity), ("Net Price", UnitPrice),
        ("Net Order Value", Amount), ("Currency", Currency)]),
    ledger("agresso-browser", sheet("Browser"), 50, &[("Period", Period), ("TransNo", Trans), ("Trans.date", Date), ("Account", Account),
        ("Supplier", Supplier), ("Description", Text), ("Amount", Amount)])
        .titles(&["Browser: supplier transactions", ""]),
    ledger("ward-purchases", sheet("Purchases"), 25, &[("Ward", Area), ("Date ordered", Date), ("Item", Text), ("Supplier", Supplier),
        ("Cost", Amount)])
        .money(MoneyStyle::Pound).titles(&["Ward purchases since 2014"]),
    ledger("card-log", sheet("Card log"), 30, &[("Date", Date), ("Merchant", Supplier), ("Description of goods", Text), ("Total (£)", Amount),
        ("Cost centre", Area)])
        .money(MoneyStyle::Pound),
    ledger("ariba-po", sheet("Data"), 47, &[("PO Id", Order), ("Order Date", Date), ("Supplier", Supplier), ("Description", Text),
        ("Quantity", Quantity), ("Unit Price", UnitPrice), ("PO Spend", Amount), ("Commodity", Type)])
        .dates(DateStyle::Iso),
    ledger("cedar-extract", sheet("Extract"), 36, &[("Transaction Reference", Trans), ("Transaction Date", Date), ("Supplier Name", Supplier),
        ("Long Description", Text), ("Net Amount", Net), ("VAT Amount", Vat), ("Gross Amount", Gross)]),
    ledger("power-bi", sheet("Export"), 70, &[("Trust", Organisation), ("Supplier", Supplier), ("Invoice Date", Date), ("Category", Type),
        ("Line Description", Text), ("Net Amount", Amount)])
        .dates(DateStyle::Iso),
    ledger("stationery-orders", sheet("Orders 2014-23"), 22, &[("Order no", Order), ("Order date", Date), ("Product description", Text),
        ("Qty", Quantity), ("Unit cost", UnitPrice), ("Line total", Amount)])
        .money(MoneyStyle::Pound),
    ledger("gl-download", sheet("GL"), 66, &[("Accounting Date", Date), ("Journal Name", Always("Purchase Invoices")), ("Account Description", Type),
        ("Supplier Name", Supplier), ("Line Description", Text), ("Amount", Amount), ("", Empty)]),
    ledger("capital-schedule", sheet("Capital"), 16, &[("Scheme", Area), ("Supplier", Supplier), ("Invoice date", Date),
        ("Description", Text), ("Amount £", Amount)])
        .titles(&["Thornby Hospitals NHS Trust", "Capital additions schedule", "", ""]).money(MoneyStyle::Brackets),
    ledger("catalogue-usage", sheet("Usage"), 45, &[("Product Code", Order), ("Product Description", Text), ("Order Date", Date),
        ("Delivery Point", Area), ("Quantity Ordered", Quantity), ("Price", UnitPrice), ("Line Value", Amount)]),
    ledger("foi-spend", sheet("FOI 1234"), 35, &[("Organisation Name", Organisation), ("Supplier Name", Supplier), ("Payment Date", Date),
        ("Invoice Description", Text), ("Payment Amount", Amount)])
        .titles(&["Freedom of Information response", "All payments to suppliers", ""]),
    ledger("dynamics-posted", sheet("Posted Purchase Invoice Lines"), 39, &[("Document No.", Trans), ("Posting Date", Date),
        ("Buy-from Vendor Name", Supplier), ("Description", Text), ("Quantity", Quantity), ("Direct Unit Cost", UnitPrice),
        ("Line Amount", Amount)]),
    ledger("it-purchases", sheet("IT"), 20, &[("Date", Date), ("PO Number", Order), ("Supplier", Supplier), ("Item", Text), ("Qty", Quantity),
        ("Total Cost", Amount)])
        .money(MoneyStyle::Pound),
    ledger("creditor-report", sheet("Creditors"), 52, &[("Creditor No", SupplierNo), ("Creditor Name", Supplier), ("Invoice Ref", Trans),
        ("Invoice Date", Date), ("Details", Text), ("Invoice Amount", Amount)]),
    ledger("requisitions-delivered", sheet("Report"), 33, &[("Requisition", Trans), ("Requisition Point", Area), ("Order Date", Date),
        ("Supplier", Supplier), ("Item Description", Text), ("Line Value", Amount)])
        .titles(&["Cardea: orders by requisition point", "", "Confidential", ""]),
    ledger("grant-spend", sheet("Charity funds"), 18, &[("Fund", Area), ("Date", Date), ("Payee", Supplier), ("Purpose", Text),
        ("Amount (£)", Amount)])
        .money(MoneyStyle::Pound),
    ledger("p2p-lines", sheet("Lines"), 80, &[("Entity", Organisation), ("PO Number", Order), ("PO Line Number", LineNo), ("PO Date", Date),
        ("Supplier Number", SupplierNo), ("Supplier Name", Supplier), ("PO Line Description", Text), ("PO Line Value", Amount)]),
];

#[rustfmt::skip]
pub const REGISTERS: [Spec; 10] = [
    register("asset-list", sheet("Assets"), 32, &[("Asset No.", Tag), ("Description", Text), ("Manufacturer", Maker), ("Model", Model),
        ("Serial Number", Serial), ("Location", Site), ("Status", Status), ("Purchase Date", Date), ("Cost (£)", Cost)])
        .titles(&["Equipment register", "Updated monthly", ""]).money(MoneyStyle::Pound),
    register("fixed-assets", sheet("FAR"), 28, &[("Asset ID", Tag), ("Asset Description", Text), ("Category", Category),
        ("Date Acquired", Date), ("Original Cost", Cost), ("Net Book Value", BookValue), ("Location", Site),
        ("Status", Status), ("Disposal Date", Disposed)])
        .status("In use", "Disposed"),
    register("cmdb-computers", sheet("Page 1"), 60, &[("Asset tag", Tag), ("Display name", Text), ("Model category", Category),
        ("Serial number", Serial), ("State", Status), ("Location", Site), ("Department", Area), ("Cost", Cost)])
        .status("In use", "Retired"),
    register("ebme", sheet("Equipment"), 50, &[("Equipment Number", Tag), ("Equipment Description", Text), ("Manufacturer", Maker),
        ("Model", Model), ("Serial No", Serial), ("Current Location", Site), ("Status", Status), ("Install Date", Date)])
        .status("In service", "Condemned"),
    register("office-machines", sheet("Office machines"), 15, &[("Department", Area), ("Equipment", Text), ("Make", Maker), ("Model", Model),
        ("Serial no", Serial), ("Status", Status), ("Purchased", Date)]),
    register("inventory", sheet("Inventory"), 44, &[("Inventory Number", Tag), ("Name", Text), ("Type", Category), ("Manufacturer", Maker),
        ("Serial Number", Serial), ("Status", Status), ("Location", Site), ("Purchase Date", Date), ("Purchase Price", Cost)])
        .dates(DateStyle::Iso),
    register("snipe-it-book", sheet("Assets export"), 38, &[("Asset Tag", Tag), ("Asset Name", Text), ("Manufacturer", Maker),
        ("Model", Model), ("Category", Category), ("Serial", Serial), ("Status", Status), ("Location", Site),
        ("Purchase Date", Date), ("Purchase Cost", Cost)])
        .status("Deployed", "Disposed"),
    register("telecoms-kit", sheet("Kit"), 20, &[("Organisation", Organisation), ("Asset Ref", Tag), ("Device Type", Category),
        ("Make", Maker), ("Model", Model), ("Description", Text), ("Site", Site), ("Status", Status), ("Date Installed", Date)])
        .status("Live", "Disposed"),
    register("trust-inventory", sheet("2026"), 25, &[("Barcode", Tag), ("Item Description", Text), ("Make", Maker),
        ("Model Number", Model), ("Building", Site), ("Condition", Always("Good")), ("Acquisition Date", Date), ("Value", Cost)])
        .money(MoneyStyle::Pound),
    register("disposals-included", sheet("Register"), 34, &[("Asset Code", Tag), ("Asset Name", Text), ("Class", Category),
        ("Date of Acquisition", Date), ("Purchase Cost", Cost), ("Location", Site), ("Asset Status", Status),
        ("Date of Disposal", Disposed)]),
];
