//! Bodies: what kind of organisation a line belongs to, by its name, its code or its department.
//!
//! A text binds some kinds of bodies and not others, so a verdict needs the kind. Names are told by lists of words in
//! `rules/bodies.toml`; what no list knows is of no known kind, never of a guessed one.

use serde::{Deserialize, Serialize};

use crate::text::fold;
use crate::word_list::has_words;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $name:literal, $label:literal, $many:literal;)+) => {
        /// A kind of organisation, as far as texts that bind tell them apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum BodyKind { $($(#[$doc])* $variant,)+ }

        impl BodyKind {
            /// Every kind, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name used in files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// A noun with its article for sentences: "a council".
            #[must_use]
            pub const fn described(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// A noun for several: "councils".
            #[must_use]
            pub const fn plural(self) -> &'static str {
                match self { $(Self::$variant => $many,)+ }
            }
        }
    };
}

kinds! {
    /// An NHS trust in England.
    NhsTrust => "nhs_trust", "an NHS trust in England", "NHS trusts in England";
    /// An NHS foundation trust in England.
    NhsFoundationTrust => "nhs_foundation_trust", "an NHS foundation trust in England", "NHS foundation trusts in England";
    /// An integrated care board.
    IntegratedCareBoard => "integrated_care_board", "an integrated care board", "integrated care boards";
    /// A clinical commissioning group or a primary care trust, which boards have replaced.
    ClinicalCommissioningGroup => "clinical_commissioning_group", "a clinical commissioning group", "clinical commissioning groups";
    /// A GP practice or a primary care network.
    GpPractice => "gp_practice", "a GP practice", "GP practices";
    /// A national body of the NHS in England or of its department.
    ArmsLengthBody => "arms_length_body", "an arm's-length body of the health service", "arm's-length bodies of the health service";
    /// A body of the health service in Scotland, Wales or Northern Ireland.
    DevolvedNhs => "devolved_nhs", "a body of the health service in Scotland, Wales or Northern Ireland", "bodies of the health service in Scotland, Wales and Northern Ireland";
    /// A council or another local authority.
    Council => "council", "a council", "councils";
    /// A department of the government, or a body of one that is not for health.
    CentralGovernment => "central_government", "a body of central government", "bodies of central government";
    /// Another public body: police, fire, a school or a university.
    OtherPublic => "other_public", "a public body outside the health service", "public bodies outside the health service";
    /// A firm, a charity or a care provider.
    Private => "private", "a firm or a charity", "firms and charities";
}

/// What tells kinds of bodies.
#[derive(Debug, Clone)]
pub struct Bodies {
    bodies: Vec<Body>,
}

/// What tells one kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    /// None where a name says nothing.
    #[serde(default)]
    kind: Option<BodyKind>,
    /// Whole names.
    #[serde(default)]
    is: Vec<String>,
    /// Words that stand anywhere in a name.
    #[serde(default)]
    has: Vec<String>,
    /// Words with which a name ends.
    #[serde(default)]
    ends: Vec<String>,
    /// Whole names of departments all of whose bodies are of the kind.
    #[serde(default)]
    department: Vec<String>,
    /// Shapes of codes: 9 for a digit, A for a letter, X for either; any other sign, in small letters, for itself.
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    r#match: Vec<String>,
    #[serde(default)]
    no_match: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    body: Vec<Body>,
}

impl Bodies {
    /// Reads a file of bodies and checks its examples.
    ///
    /// # Errors
    /// When it is not in the form of `rules/bodies.toml`, with the line, or an example is not as it says.
    pub fn parse(text: &str) -> Result<Self, String> {
        let File { mut body } = toml::from_str(text).map_err(|error| error.to_string())?;
        for body in &mut body {
            for words in [&mut body.is, &mut body.has, &mut body.ends, &mut body.department] {
                words.iter_mut().for_each(|words| *words = plain(words));
            }
        }
        let bodies = Self { bodies: body };
        for body in &bodies.bodies {
            let wrong = |example: &&String, wanted: bool| (bodies.named(example) == body.kind) != wanted;
            let kind = body.kind.map_or("none", BodyKind::as_str);
            if let Some(example) = body.r#match.iter().find(|example| wrong(example, true)) {
                return Err(format!("\"{example}\" is an example of {kind} but is not taken for one"));
            }
            if let Some(example) = body.no_match.iter().find(|example| wrong(example, false)) {
                return Err(format!("\"{example}\" is no example of {kind} but is taken for one"));
            }
        }
        Ok(bodies)
    }

    /// The kind of the body with this name; `None` if no list knows it.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<BodyKind> {
        let name = plain(name);
        let whole = self.bodies.iter().find(|body| body.is.contains(&name));
        let by_words = |body: &&Body| {
            body.has.iter().any(|words| has_words(&name, words))
                || body.ends.iter().any(|words| ends_with(&name, words))
        };
        whole.or_else(|| self.bodies.iter().find(by_words)).and_then(|body| body.kind)
    }

    /// The kind of the bodies whose codes look like this one; `None` if no list knows its shape.
    #[must_use]
    pub fn coded(&self, code: &str) -> Option<BodyKind> {
        let code = code.trim();
        let has_shape = |body: &&Body| body.codes.iter().any(|shape| is_shaped(code, shape));
        self.bodies.iter().find(has_shape).and_then(|body| body.kind)
    }

    /// The kind of all bodies of a department; `None` if its bodies are of several kinds or no list knows it.
    #[must_use]
    pub fn of_department(&self, department: &str) -> Option<BodyKind> {
        let department = plain(department);
        self.bodies.iter().find(|body| body.department.contains(&department)).and_then(|body| body.kind)
    }
}

/// A name without what typists vary: in small letters, without accents and punctuation, with single spaces.
fn plain(name: &str) -> String {
    let folded = fold(name);
    let joined = folded.as_str().replace(['\'', '.'], "").replace('&', " and ");
    let words = joined.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn ends_with(name: &str, words: &str) -> bool {
    name.strip_suffix(words).is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

fn is_shaped(code: &str, shape: &str) -> bool {
    let fits = |(sign, wanted): (char, char)| match wanted {
        '9' => sign.is_ascii_digit(),
        'A' => sign.is_ascii_alphabetic(),
        'X' => sign.is_ascii_alphanumeric(),
        other => sign.to_ascii_lowercase() == other,
    };
    code.chars().count() == shape.chars().count() && code.chars().zip(shape.chars()).all(fits)
}
