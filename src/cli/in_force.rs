//! What is in force: the configuration, with what was typed above it.

use super::args::{PackArgs, ReadArgs};
use crate::config::Config;

/// The configuration (an empty one where none is given) and the rules.
#[derive(Debug)]
pub struct InForce {
    /// What the file says.
    pub config: Config,
    /// Which rules are used.
    pub pack: PackArgs,
}

impl InForce {
    /// Reads the configuration that is named.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(args: &ReadArgs) -> Result<Self, Vec<String>> {
        let config = args.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
        let typed = &args.rules;
        let pack = PackArgs {
            rules: typed.rules.clone().or_else(|| config.rules.clone()),
            pack: typed.pack.clone().or_else(|| config.pack.clone()),
        };
        Ok(Self { config, pack })
    }
}
