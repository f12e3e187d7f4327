//! The reference: every fast path of the engine has a plain composition of dfdx's ops beside it.
//!
//! `MANABI_ENGINE=reference` in the environment chooses the compositions, for whoever doubts a result.
//! It is read once, before the first op that has two paths. Other values are refused, so that a slip
//! of the pen does not pass for the reference.

use std::sync::LazyLock;

/// Whether the reference was chosen.
pub fn is_chosen() -> bool {
    static CHOSEN: LazyLock<bool> = LazyLock::new(|| chosen(std::env::var("MANABI_ENGINE").ok()));
    *CHOSEN
}

fn chosen(value: Option<String>) -> bool {
    match value.as_deref() {
        None | Some("" | "fast") => false,
        Some("reference") => true,
        Some(other) => {
            panic!("MANABI_ENGINE is `{other}`, but it may only be `reference` or `fast`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn only_its_name_chooses_the_reference() {
        assert!(chosen(Some("reference".into())));
        assert!(!chosen(Some("fast".into())) && !chosen(None));
        assert_eq!(
            panic_message(|| chosen(Some("slow".into()))),
            "MANABI_ENGINE is `slow`, but it may only be `reference` or `fast`"
        );
    }
}
