//! Values in references, boxes, options and lists look like the values themselves.

use std::rc::Rc;
use std::sync::Arc;

use super::{Bundle, Rich, escape};

macro_rules! transparent {
    ($($type:ty),*) => {
        $(impl<T: Rich + ?Sized> Rich for $type {
            fn bundle(&self) -> Bundle {
                (**self).bundle()
            }
        })*
    };
}

transparent!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

impl<T: Rich> Rich for Option<T> {
    fn bundle(&self) -> Bundle {
        self.as_ref().map_or(Bundle::text("None"), Rich::bundle)
    }
}

impl<T: Rich> Rich for [T] {
    fn bundle(&self) -> Bundle {
        list(self.iter().map(Rich::bundle).collect())
    }
}

impl<T: Rich, const N: usize> Rich for [T; N] {
    fn bundle(&self) -> Bundle {
        self.as_slice().bundle()
    }
}

impl<T: Rich> Rich for Vec<T> {
    fn bundle(&self) -> Bundle {
        self.as_slice().bundle()
    }
}

/// Items side by side where there is room; their texts below each other.
fn list(items: Vec<Bundle>) -> Bundle {
    if items.is_empty() {
        return Bundle::text("[]");
    }
    let texts: Vec<String> = items.iter().map(Bundle::plain).collect();
    let parts: String = items.iter().map(|item| format!("<div>{}</div>", html(item))).collect();
    Bundle::text(texts.join("\n")).with(
        "text/html",
        format!("<div style=\"display:flex;flex-wrap:wrap;gap:1em\">{parts}</div>"),
    )
}

fn html(item: &Bundle) -> String {
    if let Some(html) = item.get("text/html") {
        return String::from_utf8_lossy(html).into_owned();
    }
    let text = escape(&item.plain());
    match ["image/svg+xml", "image/png"].iter().find_map(|mime| Some((mime, item.get(mime)?))) {
        Some((mime, image)) => format!(
            "<img src=\"data:{mime};base64,{}\" alt=\"{text}\" style=\"max-width:100%\">",
            base64(image)
        ),
        None => format!("<pre>{text}</pre>"),
    }
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(group);
        for i in 0..4 {
            text.push(if i <= chunk.len() {
                DIGITS[(bits >> (18 - 6 * i) & 63) as usize] as char
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_value_looks_like_the_value() {
        let bundle = Bundle::text("x");
        assert_eq!((&&bundle).bundle(), bundle);
        assert_eq!(Some(Box::new(bundle.clone())).bundle(), bundle);
        assert_eq!(Rc::new(Arc::new(bundle.clone())).bundle(), bundle);
        assert_eq!(None::<Bundle>.bundle(), Bundle::text("None"));
    }

    #[test]
    fn a_list_shows_its_items() {
        let image = Bundle::text("a \"plot\"").with("image/svg+xml", "<svg/>");
        let list = vec![image, Bundle::text("1 < 2")].bundle();
        assert_eq!(list.plain(), "a \"plot\"\n1 < 2");
        let html = String::from_utf8(list.get("text/html").unwrap().to_vec()).unwrap();
        assert!(html.contains(
            "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"a &quot;plot&quot;\""
        ));
        assert!(html.contains("<pre>1 &lt; 2</pre>"));
        assert_eq!(Vec::<Bundle>::new().bundle(), Bundle::text("[]"));
    }

    #[test]
    fn base64_pads_as_the_standard_says() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
