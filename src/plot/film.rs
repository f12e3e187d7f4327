//! Films: scenes one after another, played inside of one SVG picture.
//!
//! JupyterLab puts SVG into an `<img>`, where scripts do not run but SMIL's `<animate>` does. A shape
//! that stands in all scenes is written once, with the values that each of its attributes goes
//! through; what does not change costs nothing.

use std::fmt::Write;

use super::figure::{Draw, document, figure};
use super::marks::PIXEL;
use super::scene::{self, Paint, Scene, Shape, paper};
use super::sentence::{counted, titled};

/// What the bar below the scenes takes, which shows how far the film is.
const BAR: u32 = 6;
/// How long the last scene stays, in seconds.
const HOLD: f32 = 1.0;

/// A film of scenes, which starts again when it is over. Where it is not played, the last scene stands.
/// A film of too many scenes for a picture of 60 KB leaves some out and keeps its length. Panics without
/// scenes, and on scenes of different sizes.
///
/// ```
/// use manabi::plot::{Paint, Scene, film};
/// let ball = |x| Scene::new("A ball.", 120, 40).disc((x, 20.), 8., Paint::Series(0));
/// film((0..20).map(|step| ball(5. * step as f32))).frames_per_second(10.).show();
/// ```
#[track_caller]
pub fn film(scenes: impl IntoIterator<Item = Scene>) -> Film {
    Film::of(scenes.into_iter().collect())
}

opaque! {
    /// The figure that [`film`] makes.
    ///
    /// ```
    /// # use manabi::plot::{Scene, film};
    /// let figure = film([Scene::new("Before.", 40, 40), Scene::new("After.", 40, 40)]);
    /// figure.show();
    /// ```
    pub struct Film(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    rate: f32,
    scenes: Vec<Scene>,
}

figure!(Film, "manabi::plot::film([manabi::plot::Scene::new(\"Paper.\", 40, 30)])");

impl Film {
    #[track_caller]
    fn of(scenes: Vec<Scene>) -> Film {
        let Some(first) = scenes.first().map(|scene| scene.content().size) else {
            panic!("film: there is nothing to play in 0 scenes; give it at least 1");
        };
        if let Some(other) = scenes.iter().map(|s| s.content().size).find(|size| *size != first) {
            panic!(
                "film: all scenes have one size, but the first is {} by {} pixels and another {} by {}",
                first.0, first.1, other.0, other.1
            );
        }
        Film::wrap(Content { title: String::new(), rate: 4.0, scenes })
    }

    /// The name of the film in its sentence.
    ///
    /// ```
    /// # use manabi::plot::{Scene, film};
    /// let pause = film([Scene::new("Paper.", 40, 40)]).title("Pause");
    /// assert_eq!(format!("{pause:?}"), "Film \"Pause\" of 1 scene, the last: Paper.");
    /// ```
    pub fn title(mut self, title: &str) -> Film {
        self.0.title = title.into();
        self
    }

    /// How many scenes are shown in a second; 4 without it. Panics unless it is positive.
    ///
    /// ```
    /// # use manabi::plot::{Scene, film};
    /// film([Scene::new("Paper.", 40, 40)]).frames_per_second(25.).show();
    /// ```
    #[track_caller]
    pub fn frames_per_second(mut self, rate: f32) -> Film {
        assert!(
            rate > 0.0 && rate.is_finite(),
            "frames_per_second: {rate} scenes a second cannot be shown; give a positive number"
        );
        self.0.rate = rate;
        self
    }
}

/// When a film's scenes are shown.
struct Times {
    scenes: usize,
    /// How often the last scene is repeated.
    held: usize,
    seconds: f32,
}

impl Times {
    fn animate(&self, attribute: &str, values: &[&str]) -> String {
        let last = values.last().copied().unwrap_or_default();
        let all = values.iter().copied().chain(std::iter::repeat_n(last, self.held));
        let all: Vec<&str> = all.collect();
        format!(
            "<animate attributeName=\"{attribute}\" dur=\"{}s\" repeatCount=\"indefinite\" \
             calcMode=\"discrete\" values=\"{}\"/>",
            self.seconds,
            all.join(";")
        )
    }

    /// A bar that grows until the last scene is there.
    fn bar(&self, (width, top): (i32, i32)) -> String {
        let end = (self.scenes as f32 - 1.0) / (self.scenes + self.held) as f32;
        let bar = format!(
            "<animate attributeName=\"width\" dur=\"{}s\" repeatCount=\"indefinite\" \
             values=\"0;{width};{width}\" keyTimes=\"0;{end:.4};1\"/>",
            self.seconds
        );
        let height = BAR as i32 * PIXEL / 2;
        let attributes = vec![
            ("x", "0".into()),
            ("y", (top + height).to_string()),
            ("width", width.to_string()),
            ("height", height.to_string()),
            ("fill", Paint::Rule.hex()),
        ];
        let mut body = String::new();
        Shape { tag: "rect", attributes, text: String::new() }.write(&mut body, &bar);
        body
    }
}

/// One element for a shape in all scenes, which goes through its values.
fn moving(shapes: &[Option<&Shape>], times: &Times, body: &mut String) {
    let Some(last) = shapes.iter().rev().find_map(|shape| *shape) else { return };
    // A shape that is not there keeps the values that it will have or had, out of sight.
    let mut filled = shapes.to_vec();
    for i in (0..filled.len()).rev() {
        filled[i] = filled[i].or(filled.get(i + 1).copied().flatten());
    }
    let mut inside = String::new();
    for place in 0..last.attributes.len() {
        let value = |shape: &Option<&'_ Shape>| shape.unwrap_or(last).attributes[place].1.clone();
        let values: Vec<String> = filled.iter().map(value).collect();
        if values.windows(2).any(|pair| pair[0] != pair[1]) {
            let values: Vec<&str> = values.iter().map(|value| &value[..]).collect();
            inside += &times.animate(last.attributes[place].0, &values);
        }
    }
    let mut shape = last.clone();
    if shapes.contains(&None) {
        let seen = |shape: &Option<&Shape>| if shape.is_some() { "1" } else { "0" };
        let values: Vec<&str> = shapes.iter().map(seen).collect();
        inside += &times.animate("opacity", &values);
        shape.attributes.push(("opacity", values.last().copied().unwrap_or("1").into()));
    }
    shape.write(body, &inside);
}

/// Whether two shapes differ in nothing but the values of their attributes.
fn alike(a: &Shape, b: &Shape) -> bool {
    let names = |shape: &Shape| shape.attributes.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    a.tag == b.tag && a.text == b.text && names(a) == names(b)
}

impl Content {
    /// The film with `count` of its scenes, the first and the last among them.
    fn body(&self, count: usize) -> String {
        let last = self.scenes.len() - 1;
        let place = |k: usize| if count > 1 { k * last / (count - 1) } else { last };
        let scenes: Vec<&scene::Content> =
            (0..count).map(|k| self.scenes[place(k)].content()).collect();
        let each = self.scenes.len() as f32 / self.rate / count as f32;
        let held = (HOLD / each).ceil() as usize;
        let times = Times { scenes: count, held, seconds: each * (count + held) as f32 };
        let mut body = String::new();
        for layer in 0..scenes.iter().map(|scene| scene.shapes.len()).max().unwrap_or(0) {
            let mut left: Vec<Option<&Shape>> =
                scenes.iter().map(|scene| scene.shapes.get(layer)).collect();
            while let Some(first) = left.iter().find_map(|shape| *shape) {
                let same = |shape: &Option<&Shape>| shape.is_some_and(|s| alike(s, first));
                let slot: Vec<Option<&Shape>> =
                    left.iter().map(|s| if same(s) { *s } else { None }).collect();
                left.iter_mut().filter(|shape| same(shape)).for_each(|shape| *shape = None);
                moving(&slot, &times, &mut body);
            }
        }
        let (width, height) = scenes[0].size;
        if count > 1 {
            body += &times.bar((width as i32 * PIXEL, height as i32 * PIXEL));
        }
        body
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let (width, height) = self.scenes[0].content().size;
        (width, height + BAR)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let last = self.scenes.last().map(|scene| scene.content().sentence()).unwrap_or_default();
        let count = counted(self.scenes.len(), "scene");
        format!("{} of {count}, the last: {last}", titled("Film", &self.title))
    }

    fn draw(&self, size: (u32, u32), room: usize) -> String {
        let (mut body, (x, y)) = paper(size, self.size());
        let sentence = self.sentence();
        let most = room.saturating_sub(body.len() + sentence.len() + 500);
        let mut count = self.scenes.len();
        let mut film = self.body(count);
        while film.len() > most && count > 1 {
            // Half of the scenes take at least half of the room.
            count = (count * most / film.len()).clamp(count / 2, count - 1).max(1);
            film = self.body(count);
        }
        let _ = write!(body, "<g transform=\"translate({x} {y})\">{film}</g>");
        document(size, &sentence, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::tests::elements;
    use super::*;
    use crate::plot::panels;
    use crate::test::{panic_file, panic_message};

    fn ball(x: f32) -> Scene {
        Scene::new("A ball.", 100, 40).line((0., 30.), (100., 30.), 1., Paint::Ink).disc(
            (x, 20.),
            8.,
            Paint::Series(0),
        )
    }

    #[test]
    fn only_what_changes_is_animated() {
        let svg = film([ball(10.), ball(20.), ball(30.)]).frames_per_second(2.).svg();
        assert_eq!(
            elements(&svg),
            ["svg", "title", "rect", "g", "line", "circle", "animate", "rect", "animate"]
        );
        assert!(svg.contains("<circle cx=\"300\" cy=\"200\""), "the last scene stands");
        let values = "dur=\"2.5s\" repeatCount=\"indefinite\" calcMode=\"discrete\" \
                      values=\"100;200;300;300;300\"";
        assert!(svg.contains(values), "{svg}");
        assert!(svg.contains("values=\"0;1000;1000\" keyTimes=\"0;0.4000;1\""), "{svg}");
    }

    #[test]
    fn a_shape_is_seen_only_in_its_scenes() {
        let bare = Scene::new("Nothing.", 100, 40).line((0., 30.), (100., 30.), 1., Paint::Ink);
        let svg = film([bare.clone(), ball(10.), bare.clone(), ball(50.)]).svg();
        assert!(svg.contains("attributeName=\"opacity\""), "{svg}");
        assert!(svg.contains("values=\"0;1;0;1;1;1;1;1\""), "{svg}");
        assert!(svg.contains("values=\"100;100;500;500;500;500;500;500\""), "{svg}");
        // Two texts at one place are two elements.
        let word = |text: &str| bare.clone().text((50., 10.), text, Paint::Ink);
        let svg = film([word("one"), word("two")]).svg();
        assert!(svg.contains("</text>") && svg.matches("<text").count() == 2, "{svg}");
        assert!(svg.contains("values=\"1;0;0;0;0;0\"") && svg.contains(">two</text>"));
    }

    #[test]
    fn a_long_film_is_thinned_and_keeps_its_length_and_its_end() {
        let busy = |step: usize| {
            let at = |i: usize| ((i * 37 + step * 11) % 97) as f32;
            (0..20).fold(Scene::new("Many.", 100, 100), |scene, i| {
                scene.disc((at(i), at(i + 5)), 3., Paint::Series(i))
            })
        };
        let long = film((0..2000).map(busy)).frames_per_second(50.);
        let svg = long.svg();
        assert!(svg.len() <= 60_000 && svg.len() > 40_000, "{}", svg.len());
        elements(&svg);
        let seconds = svg.split("dur=\"").nth(1).unwrap().split('s').next().unwrap();
        assert!((seconds.parse::<f32>().unwrap() - 41.0).abs() < 0.5, "{seconds}");
        let end = busy(1999);
        let last = &end.content().shapes[0].attributes[0].1;
        assert!(svg.contains(&format!("<circle cx=\"{last}\"")));
        assert!(panels([film([ball(1.)]), film([ball(2.), ball(3.)])]).svg().len() < 5_000);
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| film([])),
            "film: there is nothing to play in 0 scenes; give it at least 1"
        );
        assert_eq!(
            panic_message(|| film([ball(1.), Scene::new("", 5, 6)])),
            "film: all scenes have one size, but the first is 100 by 40 pixels and another 5 by 6"
        );
        let still = || film([ball(1.)]).frames_per_second(0.);
        assert_eq!(
            panic_message(still),
            "frames_per_second: 0 scenes a second cannot be shown; give a positive number"
        );
        assert_eq!(panic_file(still), file!());
    }
}
