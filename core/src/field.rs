//! The canonical columns: what a column of a ledger or a register can mean to faxban.
//!
//! Every reader maps its own headers onto these names (see [`crate::columns`]); rules, judge and
//! reports speak of nothing else.

use serde::{Deserialize, Serialize};

/// What the lines of a table are: what was paid for (*ledger*), what is held (*register*), or something that may be said
/// less of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Purchases: orders, invoices, payments.
    Ledger,
    /// Assets held: inventory, configuration database, asset register.
    Register,
    /// Requests to buy: nothing is bought yet.
    Requisition,
    /// Goods on offer: nothing is bought.
    Catalogue,
    /// Telephone lines.
    Lines,
    /// Printers and multifunction devices, with what they can do and what they have printed.
    PrintFleet,
    /// Names to choose from: nothing in it is held or bought.
    List,
}

impl SourceKind {
    /// Every kind, in the order in which they are declared.
    pub const ALL: &'static [Self] = &[
        Self::Ledger,
        Self::Register,
        Self::Requisition,
        Self::Catalogue,
        Self::Lines,
        Self::PrintFleet,
        Self::List,
    ];

    /// The name used in files and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Register => "register",
            Self::Requisition => "requisition",
            Self::Catalogue => "catalogue",
            Self::Lines => "lines",
            Self::PrintFleet => "print_fleet",
            Self::List => "list",
        }
    }

    /// Returns the kind whose headings, rules and columns this one shares: ledger or register.
    #[must_use]
    pub const fn family(self) -> Self {
        match self {
            Self::Ledger | Self::Requisition | Self::Catalogue => Self::Ledger,
            Self::Register | Self::Lines | Self::PrintFleet | Self::List => Self::Register,
        }
    }

    /// What a table of this kind is, for people: "a list of telephone lines".
    #[must_use]
    pub const fn described(self) -> &'static str {
        match self {
            Self::Ledger => "a ledger of purchases",
            Self::Register => "a register of assets",
            Self::Requisition => "a list of requests to buy",
            Self::Catalogue => "a catalogue of goods on offer",
            Self::Lines => "a list of telephone lines",
            Self::PrintFleet => "a list of printers and multifunction devices",
            Self::List => "a list of names to choose from",
        }
    }
}

impl std::str::FromStr for SourceKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("\"{name}\" is not a kind of table; use one of: {}", names.join(", "))
        })
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// A canonical column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $variant,)+ }

        impl Field {
            /// Every field, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name used in files, in `--map` and in messages.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

fields! {
    /// Department family, the ministry a body belongs to.
    DepartmentFamily => "department_family",
    /// The organisation's name as the file writes it.
    Organisation => "organisation",
    /// The organisation's ODS code.
    OrganisationCode => "organisation_code",
    /// The date of the transaction (which event it is, is the column's *basis*).
    Date => "date",
    /// The financial year of a line, where no column has its day.
    FinancialYear => "financial_year",
    /// The period of the financial year, counted from April, where no column has the day.
    Period => "period",
    /// Account heading, subjective code, spend category of a ledger line.
    ExpenseType => "expense_type",
    /// Cost centre or directorate.
    ExpenseArea => "expense_area",
    /// Supplier's name.
    Supplier => "supplier",
    /// Supplier's number or code.
    SupplierId => "supplier_id",
    /// Transaction, invoice or payment number.
    TransactionId => "transaction_id",
    /// Amount of the line, in pounds as written.
    Amount => "amount",
    /// Amount of the line where it is a debit: money spent.
    Debit => "debit",
    /// Amount of the line where it is a credit: money that came back.
    Credit => "credit",
    /// Whether the amount is a debit or a credit, where the amount itself does not say.
    Sign => "sign",
    /// The currency of the amount.
    Currency => "currency",
    /// What was bought or what the asset is, in words.
    Description => "description",
    /// Number of items.
    Quantity => "quantity",
    /// Price of one item.
    UnitPrice => "unit_price",
    /// Purchase order number.
    OrderNumber => "order_number",
    /// A product or commodity code (CPV, UNSPSC, NPC, eClass, SKU).
    ProductCode => "product_code",
    /// Supplier's VAT registration number.
    VatNumber => "vat_number",
    /// What all lines so far come to.
    Balance => "balance",
    /// Asset tag or number.
    AssetId => "asset_id",
    /// Category or type of an asset.
    Category => "category",
    /// Manufacturer, make or brand.
    Manufacturer => "manufacturer",
    /// Model name or number.
    Model => "model",
    /// Serial number.
    Serial => "serial",
    /// Date on which an asset was acquired.
    Acquired => "acquired",
    /// Cost of an asset when bought.
    Cost => "cost",
    /// Status or state of an asset.
    Status => "status",
    /// Date of disposal or retirement.
    Disposed => "disposed",
    /// Whether an asset is gone, as yes or no.
    Gone => "gone",
    /// Site, building, ward or room.
    Location => "location",
    /// How an asset was acquired: purchase, lease, rental, loan, donation.
    AcquisitionMethod => "acquisition_method",
    /// Number of fax pages that a device counted.
    FaxPages => "fax_pages",
    /// Whether a device can fax, as yes or no.
    FaxFunction => "fax_function",
    /// Text of a column whose heading means nothing to faxban, where it names a product; no column can be given for it.
    Unread => "unread",
    /// What a line says against itself, in whatever column; no column can be given for it.
    Doubt => "doubt",
}

impl Field {
    /// Whether it says from when or until when something was held: without it a line may be judged the wrong way.
    #[must_use]
    pub const fn tells_fate(self) -> bool {
        matches!(
            self,
            Self::Date
                | Self::Acquired
                | Self::Status
                | Self::Disposed
                | Self::Gone
                | Self::AcquisitionMethod
        )
    }
}

impl std::str::FromStr for Field {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|field| field.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|field| field.as_str()).collect();
            format!("\"{name}\" is not a column that faxban knows; use one of: {}", names.join(", "))
        })
    }
}
