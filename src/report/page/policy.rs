//! The content security policy of a page: nothing may be loaded, and only its own style and script act.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for a page with one style, and one script or none.
#[must_use]
pub fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let style = hash(style);
    let script = script.map_or_else(|| "'none'".to_owned(), hash);
    format!("default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'")
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn a_hash_is_the_one_that_browsers_make() {
        // The hash of `alert('Hello, world.');` as the specification of the policy gives it.
        let policy = policy("", Some("alert('Hello, world.');"));
        assert!(
            policy.contains("script-src 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"),
            "{policy}"
        );
    }
}
