//! What made-up hospitals buy and keep, and from whom.

pub const ORGANISATIONS: [&str; 5] = [
    "Eastmarsh University Hospitals NHS Trust",
    "Dunmere Community NHS Foundation Trust",
    "Kelbrook Mental Health NHS Trust",
    "Thornby Hospitals NHS Trust",
    "Saltwick Ambulance Service NHS Trust",
];

pub const SUPPLIERS: [&str; 14] = [
    "Moorgate Office Supplies Ltd",
    "Tarnside Medical Ltd",
    "Pennine Laundry Services",
    "Briarwood Catering Ltd",
    "Quillfeather Stationers",
    "Oakhurst Scientific PLC",
    "Riverbank Couriers",
    "Beckfoot Engineering",
    "Stonecross Pharma Ltd",
    "Halifax Joinery Co",
    "Fairfax Property Holdings Ltd",
    "Smith, Brown & Partners",
    "Alderman IT Services",
    "Northgate Water",
];

/// The one from which fax machines and what belongs to them come.
pub const STATIONER: usize = 4;

/// Something bought: what, as which expense, for about how many pence each.
pub type Bought = (&'static str, &'static str, i64);

pub const BOUGHT: [Bought; 34] = [
    ("Nitrile examination gloves medium box 200", "Medical consumables", 1_249),
    ("A4 copier paper 80gsm 5 reams", "Stationery", 1_399),
    ("Chair, high back, vinyl, blue", "Furniture", 18_500),
    ("Conveyance of specimens Halifax to Leeds", "Transport", 4_650),
    ("Venlafaxine 75mg MR capsules 28", "Drugs", 212),
    ("Wheelchair self propelled 18\"", "Medical equipment", 21_950),
    ("Monitor arm, gas lift, silver", "IT hardware", 6_499),
    ("Screen 24\" widescreen", "IT hardware", 13_900),
    ("Sharps bin 7 litre x 20", "Medical consumables", 5_820),
    ("Linen hire week 14", "Laundry", 145_210),
    ("Patient meals, ward 4 & ward 6", "Catering", 88_047),
    ("Boiler service: Fairfax House", "Estates", 42_000),
    ("Mobile phone tariff 2GB", "Telephones", 899),
    ("Leaflets \"Your stay with us\" x 500", "Printing", 9_350),
    ("Rent of unit 3, Halifax Road", "Rent", 312_500),
    ("Water charges Q2", "Utilities", 204_411),
    ("Locum cover 12 hrs @ 54.20", "Agency staff", 65_040),
    ("Reagent kit HbA1c", "Pathology", 39_990),
    ("Filofax diary refill 2021", "Stationery", 1_250),
    ("Whiteboard 1200 x 900", "Furniture", 7_725),
    ("Defibrillator pads adult", "Medical equipment", 4_480),
    ("Courier collections March", "Transport", 23_160),
    ("Door closer; fire rated", "Estates", 5_599),
    ("Training: manual handling", "Training", 36_000),
    ("Ultrasound gel 250ml x 12", "Medical consumables", 2_280),
    ("Desk 1600mm, left return", "Furniture", 24_999),
    ("Insulin pen needles 5mm", "Drugs", 985),
    ("Window cleaning - main building", "Estates", 61_500),
    ("Laptop dock USB-C", "IT hardware", 14_450),
    ("Dressing pack, sterile, no. 2", "Medical consumables", 374),
    ("Credit check Equifax report", "Finance charges", 2_995),
    ("Theatre gowns, large (pack of 30)", "Medical consumables", 7_410),
    ("Skip hire 8 yd", "Waste", 21_600),
    ("Interpreting service Punjabi", "Professional fees", 8_400),
];

pub const MACHINES: [(&str, &str, &str); 5] = [
    ("Brother FAX-2840 laser fax machine", "Brother", "FAX-2840"),
    ("Canon FAX-L170 laser fax machine", "Canon", "FAX-L170"),
    ("Panasonic KX-FT986 thermal fax machine", "Panasonic", "KX-FT986"),
    ("Samsung SF-760P laser fax machine", "Samsung", "SF-760P"),
    ("Fax machine Brother FAX-T106", "Brother", "FAX-T106"),
];

pub const SUPPLIES: [&str; 4] = [
    "Toner cartridge for Brother FAX-2840 fax machine",
    "Thermal fax rolls 210mm x 6",
    "Toner for fax machine Canon FAX-L170",
    "Fax toner cartridge black",
];

/// Something held: what, its category, its maker, its model, for about how many pence.
pub type Held = (&'static str, &'static str, &'static str, &'static str, i64);

pub const HELD: [Held; 16] = [
    ("Dell Latitude 5420 laptop", "Laptop", "Dell", "Latitude 5420", 84_900),
    ("HP EliteDisplay E243 monitor", "Monitor", "HP", "E243", 15_900),
    ("Infusion pump, volumetric", "Infusion pump", "Alaris", "GP Plus", 142_000),
    ("Patient trolley", "Trolley", "Huntleigh", "Lifeguard 50", 310_000),
    ("Cisco Catalyst 2960X switch", "Network switch", "Cisco", "WS-C2960X-48", 201_500),
    ("ECG recorder", "ECG", "GE", "MAC 2000", 276_400),
    ("Label printer", "Label printer", "Zebra", "GK420d", 28_900),
    ("Syringe driver T34", "Syringe pump", "McKinley", "T34", 108_000),
    ("iPad 10.2 Wi-Fi", "Tablet", "Apple", "A2602", 31_900),
    ("Vital signs monitor, mobile", "Monitor", "Welch Allyn", "Spot LXi", 168_700),
    ("Lenovo ThinkCentre M720", "Desktop", "Lenovo", "M720q", 52_500),
    ("Fridge, pharmacy, 150 l", "Refrigerator", "Lec", "PSR151", 74_000),
    ("Blood pressure monitor", "Sphygmomanometer", "Omron", "HBP-1320", 21_400),
    ("Photometer for laboratory", "Laboratory", "Hach", "DR3900", 410_500),
    ("Bed, electric profiling", "Bed", "Linet", "Eleganza 2", 195_000),
    ("Desk phone", "Telephone", "Avaya", "J139", 9_200),
];

pub const SITES: [&str; 6] = [
    "Main Building",
    "Halifax Road Clinic",
    "Fairfax House",
    "Outpatients, level 2",
    "Pathology",
    "St Anne's Day Unit",
];

pub const AREAS: [&str; 7] =
    ["Surgery", "Medicine", "Estates & Facilities", "Pathology", "IM&T", "Women's Services", "Finance"];
