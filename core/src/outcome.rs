//! The words a verdict is made of.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name used in every file that faxban reads or writes.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str() == text)
                    .ok_or_else(|| format!("\"{text}\" is none of: {}", Self::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>().join(", ")))
            }
        }
    };
}

words! {
    /// What became of a record. Every record has exactly one; ordered from least to most serious.
    Outcome {
        /// Could not be read as a record of its table.
        Rejected => "rejected",
        /// Blank, repeated header, total or pivot row: no transaction.
        Skipped => "skipped",
        /// Nothing in any column that rules read says what was bought or held.
        NotAssessable => "not_assessable",
        /// No rule matches.
        Clear => "clear",
        /// A rule matches and an exclusion explains it.
        Cleared => "cleared",
        /// A product of the pack inside the rules.
        Compliant => "compliant",
        /// A product of the pack, of a body that no text of the pack binds.
        OutOfScope => "out_of_scope",
        /// Would be breach or review; a live exemption covers it.
        Exempt => "exempt",
        /// A running cost after the phase-out: evidence of use, no breach by itself.
        Indicator => "indicator",
        /// Needs a person.
        Review => "review",
        /// Departs from the instrument.
        Breach => "breach",
    }
}

impl Outcome {
    /// Whether a record with this outcome is a finding, shown with its evidence.
    #[must_use]
    pub const fn is_finding(self) -> bool {
        matches!(
            self,
            Self::Compliant | Self::OutOfScope | Self::Exempt | Self::Indicator | Self::Review | Self::Breach
        )
    }
}

words! {
    /// How sure a match is; ordered from least to most.
    Confidence {
        /// A sign that needs a person to look.
        Low => "low",
        /// Probable: cut text, a misspelling, a systematic model name that is not listed.
        Medium => "medium",
        /// Plain wording, a listed model or a code that means nothing else.
        High => "high",
    }
}

words! {
    /// What an instrument asks for; each duty has its own date.
    Duty {
        /// Not to buy.
        Buy => "buy",
        /// Not to hold or use.
        Hold => "hold",
        /// Money spent on keeping the thing going.
        RunningCost => "running_cost",
    }
}
