//! A mark: what kind of box it is, as a symbol and a colour; a word of the notebook's language says the same.

/// What kind of box it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Passed,
    Failed,
    NotAttempted,
    Panicked,
    Help,
}

impl Mark {
    pub fn symbol(self) -> &'static str {
        match self {
            Mark::Passed => "✓",
            Mark::Failed => "✗",
            Mark::NotAttempted => "○",
            Mark::Panicked => "⚠",
            Mark::Help => "→",
        }
    }

    /// A colour of JupyterLab's theme, and one that shows on light and dark alike.
    pub fn colour(self) -> &'static str {
        match self {
            Mark::Passed => "var(--jp-success-color1,#388e3c)",
            Mark::Failed => "var(--jp-warn-color1,#d17a00)",
            Mark::Panicked => "var(--jp-error-color1,#d32f2f)",
            Mark::NotAttempted | Mark::Help => "var(--jp-brand-color1,#5b7fa6)",
        }
    }
}
