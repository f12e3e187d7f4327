//! Showing values below a cell: at once, under a handle that can replace them, or as given markup.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::sink::send;
use super::{Bundle, Message, Rich};

/// Shows a value below the cell.
///
/// ```
/// use manabi::prelude::*;
/// display(&tensor([[1., 0.], [0., 1.]]));
/// ```
pub fn display<T: Rich + ?Sized>(value: &T) {
    show(value.bundle());
}

fn show(bundle: Bundle) {
    send(Message::Display { bundle, id: None });
}

/// Shows a value below the cell and keeps a handle on it, to show another in its place later.
///
/// ```
/// use manabi::prelude::*;
/// let shown = display_handle(&tensor([0.]));
/// shown.update(&tensor([1.]));
/// ```
pub fn display_handle<T: Rich + ?Sized>(value: &T) -> Handle {
    Handle::show(value.bundle())
}

/// A value shown below a cell, which can be replaced.
#[derive(Clone, Debug)]
pub struct Handle {
    id: String,
}

impl Handle {
    pub(crate) fn show(bundle: Bundle) -> Handle {
        static SHOWN: AtomicUsize = AtomicUsize::new(0);
        // A front end outlives this process and may remember the names of an earlier one.
        static PROCESS: LazyLock<u64> =
            LazyLock::new(|| RandomState::new().build_hasher().finish());
        let number = SHOWN.fetch_add(1, Ordering::Relaxed);
        let id = format!("manabi-{:x}-{number}", *PROCESS);
        send(Message::Display { bundle, id: Some(id.clone()) });
        Handle { id }
    }

    pub(crate) fn replace(&self, bundle: Bundle) {
        send(Message::Update { bundle, id: self.id.clone() });
    }

    /// Shows a value in the place of the last one.
    pub fn update<T: Rich + ?Sized>(&self, value: &T) {
        self.replace(value.bundle());
    }
}

/// Shows HTML below the cell.
///
/// ```
/// use manabi::prelude::*;
/// display_html("<b>bold</b>");
/// ```
pub fn display_html(html: &str) {
    show(Bundle::text(text_of(html)).with("text/html", html));
}

/// Shows Markdown below the cell.
///
/// ```
/// use manabi::prelude::*;
/// display_markdown("The error is **0.1**.");
/// ```
pub fn display_markdown(markdown: &str) {
    show(Bundle::text(markdown).with("text/markdown", markdown));
}

/// Shows a formula below the cell. It is set in `$$` when it has no delimiters of its own.
///
/// ```
/// use manabi::prelude::*;
/// display_latex(r"\frac{\partial E}{\partial w}");
/// ```
pub fn display_latex(latex: &str) {
    let formula = latex.trim();
    let delimited = ["$", r"\(", r"\[", r"\begin"].iter().any(|start| formula.starts_with(start));
    let content = if delimited { formula.into() } else { format!("$${formula}$$") };
    show(Bundle::text(formula).with("text/latex", content));
}

/// Shows an SVG picture below the cell.
///
/// ```
/// use manabi::prelude::*;
/// display_svg(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>"#);
/// ```
pub fn display_svg(svg: &str) {
    let title = svg
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .map_or("SVG image".into(), |(title, _)| text_of(title));
    show(Bundle::text(title).with("image/svg+xml", svg));
}

/// Shows a PNG picture, given as the bytes of its file, below the cell.
///
/// ```no_run
/// use manabi::prelude::*;
/// display_png(&std::fs::read("picture.png").unwrap());
/// ```
pub fn display_png(png: &[u8]) {
    // The file starts with a signature and the header chunk: 16 bytes, then width and height.
    let size = |at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?))
    };
    let text = match (size(16), size(20)) {
        (Some(width), Some(height)) => format!("{width} x {height} PNG image"),
        _ => "PNG image".into(),
    };
    show(Bundle::text(text).with("image/png", png));
}

/// Clears what the cell has shown so far.
///
/// ```
/// use manabi::prelude::*;
/// clear_output();
/// ```
pub fn clear_output() {
    send(Message::Clear { wait: false });
}

/// Clears what the cell has shown so far as soon as it shows something else: an animation does not
/// flicker.
///
/// ```
/// use manabi::prelude::*;
/// for step in 0..3 {
///     clear_output_wait();
///     display(&full(3, step as f32));
/// }
/// ```
pub fn clear_output_wait() {
    send(Message::Clear { wait: true });
}

/// The text of HTML without its tags.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = rest[start..].split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::sink::recorded;

    fn shown(f: impl FnOnce()) -> Bundle {
        match &recorded(f)[..] {
            [Message::Display { bundle, id: None }] => bundle.clone(),
            other => panic!("not one display message: {other:?}"),
        }
    }

    #[test]
    fn markup_carries_a_text() {
        let html = "<p>1 &lt; <b>2</b></p>";
        assert_eq!(shown(|| display_html(html)), Bundle::text("1 < 2").with("text/html", html));
        assert_eq!(
            shown(|| display_latex("x^2")),
            Bundle::text("x^2").with("text/latex", "$$x^2$$")
        );
        assert_eq!(shown(|| display_latex("$x$")).get("text/latex"), Some(&b"$x$"[..]));
        let svg = "<svg><title>A line</title></svg>";
        assert_eq!(shown(|| display_svg(svg)), Bundle::text("A line").with("image/svg+xml", svg));
        assert_eq!(shown(|| display_png(b"short")).plain(), "PNG image");
    }

    #[test]
    fn a_handle_replaces_what_it_showed() {
        let messages = recorded(|| {
            let handle = display_handle(&Bundle::text("a"));
            display_handle(&Bundle::text("b"));
            handle.update(&Bundle::text("c"));
        });
        let [
            Message::Display { id: Some(first), .. },
            Message::Display { id: Some(second), .. },
            Message::Update { bundle, id },
        ] = &messages[..]
        else {
            panic!("unexpected {messages:?}");
        };
        assert_ne!(first, second);
        assert_eq!((id, bundle.plain().as_str()), (first, "c"));
    }

    #[test]
    fn clearing_waits_when_asked() {
        let messages = recorded(|| {
            clear_output();
            clear_output_wait();
        });
        let expected = [false, true].map(|wait| Message::Clear { wait });
        assert_eq!(messages, expected);
    }
}
