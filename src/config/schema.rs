//! The schema of `faxban.toml`, made of the form's own types and documentation.

use std::collections::BTreeMap;

use faxban_core::{BodyKind, Field, SourceKind};
use serde_json::{Value, json};

use super::form::{Form, Put};
use super::{DATE_BASES, FailOn, SCHEMA};

/// A type that the schema tells of.
pub trait Described {
    /// Whether a key of this type can be left out.
    const OPTIONAL: bool = false;

    fn schema() -> Value;
}

/// What a table knows of a key: whether it can be left out, and its schema.
pub fn key<T: Described>() -> (bool, Value) {
    (T::OPTIONAL, T::schema())
}

/// A table with its keys and their documentation.
pub fn table(about: &str, keys: &[(&str, &str, (bool, Value))]) -> Value {
    let mut properties = BTreeMap::new();
    for (name, doc, (_, schema)) in keys {
        let mut schema = schema.clone();
        schema["description"] = doc.trim().into();
        properties.insert(*name, schema);
    }
    let required: Vec<&str> =
        keys.iter().filter(|(_, _, (optional, _))| !optional).map(|(name, ..)| *name).collect();
    json!({
        "type": "object",
        "description": about.trim(),
        "additionalProperties": false,
        "properties": properties,
        "required": required,
    })
}

impl Described for String {
    fn schema() -> Value {
        json!({ "type": "string" })
    }
}

impl Described for i64 {
    fn schema() -> Value {
        json!({ "type": "integer", "minimum": 0 })
    }
}

impl Described for bool {
    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

impl Described for SourceKind {
    fn schema() -> Value {
        json!({ "enum": Self::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>() })
    }
}

impl Described for BodyKind {
    fn schema() -> Value {
        json!({ "enum": Self::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>() })
    }
}

impl Described for FailOn {
    fn schema() -> Value {
        use clap::ValueEnum;
        let names = Self::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        json!({ "enum": names.map(|name| name.get_name().to_owned()).collect::<Vec<_>>() })
    }
}

impl<T: Described> Described for Put<T> {
    const OPTIONAL: bool = T::OPTIONAL;

    fn schema() -> Value {
        T::schema()
    }
}

impl<T: Described> Described for Option<T> {
    const OPTIONAL: bool = true;

    fn schema() -> Value {
        T::schema()
    }
}

impl<T: Described> Described for Vec<T> {
    const OPTIONAL: bool = true;

    fn schema() -> Value {
        json!({ "type": "array", "items": T::schema() })
    }
}

impl<T: Described> Described for BTreeMap<String, T> {
    const OPTIONAL: bool = true;

    fn schema() -> Value {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }
}

fn whole() -> Value {
    let mut schema = Form::schema();
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "faxban.toml".into();
    // Names that only the validation knows.
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    let named = |table: &mut Value| {
        table["date_basis"]["enum"] = DATE_BASES.to_vec().into();
        table["map"]["propertyNames"] = json!({ "enum": fields });
    };
    let source = &mut schema["properties"]["source"]["items"]["properties"];
    named(source);
    named(&mut source["sheet"]["items"]["properties"]);
    schema
}

/// To renew it: `FAXBAN_RENEW=1 cargo test --release schema`.
#[test]
fn the_schema_in_docs_is_that_of_the_form() {
    let text = format!("{}\n", serde_json::to_string_pretty(&whole()).unwrap());
    if std::env::var_os("FAXBAN_RENEW").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/faxban.schema.json"), &text).unwrap();
    } else {
        assert_eq!(SCHEMA, text);
    }
}
