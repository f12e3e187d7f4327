//! Timelines: what happened when, from the top to the bottom, beside the periods that it fell into.

use std::ops::Range;

use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::style::ShapeStyle;
use plotters::style::text_anchor::{HPos, VPos};

use super::diagram::{draw_lines_of_text, draw_paper, head};
use super::figure::{Draw, document, figure};
use super::marks::{Drawn, PIXEL};
use super::palette::{INK, RULE, series, tint};
use super::sentence::{counted, titled};
use super::settle::settled;
use super::svg::Svg;
use super::text::{FONT, SMALL_FONT, TITLE_FONT, fitted, text, widest, width};

const MOST_EVENTS: usize = 40;
const MARGIN: i32 = 16 * PIXEL;
/// From one line of text to the next.
const LINE: i32 = FONT + 6 * PIXEL;
/// The heights that the axis may have.
const HEIGHTS: (i64, i64) = (260 * PIXEL as i64, 900 * PIXEL as i64);
/// From the axis to the years.
const LEADER: i32 = 34 * PIXEL;
const LONGEST_NAME: i32 = 430 * PIXEL;
const LONGEST_PERIOD: i32 = 140 * PIXEL;

/// A drawing of events, from the earliest at the top to the latest: each stands at its year, with its name
/// beside it. The years keep their distances; where the names have no room their lines move apart. Panics
/// without events and on more than 40.
///
/// ```
/// use manabi::prelude::*;
/// timeline(&[(1958, "perceptron"), (1986, "backpropagation"), (2012, "AlexNet")])
///     .period("winter", 1974..1980)
///     .title("Neural networks")
///     .show();
/// ```
#[track_caller]
pub fn timeline<T: AsRef<str>>(events: &[(i32, T)]) -> Timeline {
    assert!(
        (1..=MOST_EVENTS).contains(&events.len()),
        "timeline: a drawing has 1 to {MOST_EVENTS} events, not {}",
        events.len()
    );
    let mut events: Vec<(i32, String)> =
        events.iter().map(|(year, name)| (*year, name.as_ref().into())).collect();
    events.sort_by_key(|(year, _)| *year);
    Timeline::wrap(Content { title: String::new(), events, periods: Vec::new() })
}

opaque! {
    /// The figure that [`timeline`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(timeline(&[(1958, "perceptron")]).svg().contains("1958"));
    /// ```
    pub struct Timeline(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    events: Vec<(i32, String)>,
    periods: Vec<Period>,
}

#[derive(Clone)]
struct Period {
    name: String,
    years: Range<i32>,
    /// The number of its colour: that of the first period with its name.
    number: usize,
}

figure!(Timeline, "timeline(&[(1958, \"perceptron\")])");

impl Timeline {
    /// A title over the drawing.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// timeline(&[(1958, "perceptron")]).title("Neural networks").show();
    /// ```
    pub fn title(mut self, title: &str) -> Timeline {
        self.0.title = title.into();
        self
    }

    /// A stretch of years with a name, left of the axis. Periods with one name have one colour. Panics when
    /// the stretch is empty or shares years with an earlier one.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// timeline(&[(1958, "perceptron"), (1986, "backpropagation")])
    ///     .period("boom", 1956..1974)
    ///     .period("winter", 1974..1980)
    ///     .period("boom", 1980..1987)
    ///     .show();
    /// ```
    #[track_caller]
    pub fn period(mut self, name: &str, years: Range<i32>) -> Timeline {
        let periods = &mut self.0.periods;
        assert!(
            years.start < years.end,
            "period: {name:?} goes from {} to {}; it goes from an earlier year to a later one",
            years.start,
            years.end
        );
        let shares = |p: &&Period| p.years.start < years.end && years.start < p.years.end;
        if let Some(other) = periods.iter().find(shares) {
            panic!("period: {name:?} and {:?} share years, but lie beside each other", other.name);
        }
        let free = periods.iter().map(|p| p.number + 1).max().unwrap_or(0);
        let number = periods.iter().find(|p| p.name == name).map_or(free, |p| p.number);
        periods.push(Period { name: name.into(), years, number });
        self
    }
}

/// Where everything is, in units; heights are counted from the top of the axis.
struct Places {
    /// The height of each event, and that of its line of text.
    events: Vec<(i32, i32)>,
    periods: Vec<Range<i32>>,
    height: i32,
    /// How far the lines of text reach over the ends of the axis.
    over: (i32, i32),
}

impl Content {
    fn years(&self) -> Range<i32> {
        let starts = self.periods.iter().map(|p| p.years.start);
        let ends = self.periods.iter().map(|p| p.years.end);
        let events = || self.events.iter().map(|event| event.0);
        events().chain(starts).min().unwrap_or(0)..events().chain(ends).max().unwrap_or(0)
    }

    /// The axis is high enough for all lines with room between them, and for the name of the shortest period.
    fn places(&self) -> Places {
        let years = self.years();
        let apart = |from: i32, to: i32| to as i64 - from as i64;
        let span = apart(years.start, years.end).max(1);
        let shortest = self.periods.iter().map(|p| apart(p.years.start, p.years.end)).min();
        let periods = shortest.map_or(0, |shortest| LINE as i64 * span / shortest);
        let lines = self.events.len() as i64 * LINE as i64 * 3 / 2;
        let height = lines.max(periods).clamp(HEIGHTS.0, HEIGHTS.1) as i32;
        let at = |year: i32| (apart(years.start, year) * height as i64 / span) as i32;
        let wanted: Vec<f64> = self.events.iter().map(|event| at(event.0) as f64).collect();
        let texts = settled(&wanted, &vec![LINE as f64; wanted.len() - 1]);
        let events: Vec<_> =
            wanted.iter().zip(texts).map(|(at, text)| (*at as i32, text.round() as i32)).collect();
        let (first, last) = (events[0].1, events[events.len() - 1].1);
        Places {
            periods: self.periods.iter().map(|p| at(p.years.start)..at(p.years.end)).collect(),
            over: ((-first).max(0) + LINE / 2, (last - height).max(0) + LINE / 2),
            events,
            height,
        }
    }

    /// The width of the strip of periods.
    fn strip(&self) -> i32 {
        let widest = widest(self.periods.iter().map(|p| &p.name[..]), SMALL_FONT);
        if self.periods.is_empty() { 0 } else { widest.min(LONGEST_PERIOD) + 14 * PIXEL }
    }

    /// From the axis to the names.
    fn to_names(&self) -> i32 {
        let years: Vec<String> = self.events.iter().map(|event| event.0.to_string()).collect();
        LEADER + widest(years.iter().map(|year| &year[..]), FONT) + 10 * PIXEL
    }

    fn draw_on(&self, body: &mut String, size: (u32, u32)) -> Drawn {
        let places = self.places();
        let whole = (size.0 as i32 * PIXEL, size.1 as i32 * PIXEL);
        let area = Svg::new(body, (whole.0 as u32, whole.1 as u32)).into_drawing_area();
        draw_paper(&area, &self.title)?;
        let (axis, top) =
            (MARGIN + self.strip() + 8 * PIXEL, head(&self.title) + MARGIN + places.over.0);
        for (period, place) in self.periods.iter().zip(&places.periods) {
            let corners = [(MARGIN, top + place.start), (axis - 4 * PIXEL, top + place.end)];
            let style = ShapeStyle::from(&tint(period.number)).filled();
            area.draw(&Rectangle::new(corners, style))?;
            if place.end - place.start >= SMALL_FONT {
                let at = ((corners[0].0 + corners[1].0) / 2, (corners[0].1 + corners[1].1) / 2);
                let name = fitted(&period.name, SMALL_FONT, LONGEST_PERIOD);
                draw_lines_of_text(&area, at, &[name])?;
            }
        }
        let line = ShapeStyle::from(&RULE).stroke_width(PIXEL as u32);
        for (at, line_of_text) in &places.events {
            let (bend, end) = (axis + LEADER - 12 * PIXEL, axis + LEADER - 4 * PIXEL);
            let (at, text) = (top + at, top + line_of_text);
            let way = [(axis, at), (axis + 10 * PIXEL, at), (bend, text), (end, text)];
            area.draw(&PathElement::new(way, line))?;
        }
        let ink = ShapeStyle::from(&INK).stroke_width(20);
        area.draw(&PathElement::new([(axis, top), (axis, top + places.height)], ink))?;
        let blue = ShapeStyle::from(&series(0)).filled();
        for (at, _) in &places.events {
            area.draw(&Circle::new((axis, top + at), 4 * PIXEL, blue))?;
        }
        let names = axis + self.to_names();
        for ((year, name), (_, at)) in self.events.iter().zip(&places.events) {
            let years = text(FONT, HPos::Right, VPos::Center);
            area.draw_text(&year.to_string(), &years, (names - 10 * PIXEL, top + at))?;
            let name = fitted(name, FONT, LONGEST_NAME.min(whole.0 - names - MARGIN / 2));
            area.draw_text(&name, &text(FONT, HPos::Left, VPos::Center), (names, top + at))?;
        }
        Ok(())
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let names = widest(self.events.iter().map(|event| &event.1[..]), FONT).min(LONGEST_NAME);
        let across = 2 * MARGIN + self.strip() + 8 * PIXEL + self.to_names() + names;
        let title = width(&self.title, TITLE_FONT) + 16 * PIXEL;
        let places = self.places();
        let down = head(&self.title) + 2 * MARGIN + places.over.0 + places.height + places.over.1;
        ((across.max(title.min(LONGEST_NAME)) / PIXEL) as u32, (down / PIXEL) as u32)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let events: Vec<_> =
            self.events.iter().map(|(year, name)| format!("{year} {name}")).collect();
        let mut periods = self.periods.clone();
        periods.sort_by_key(|p| p.years.start);
        let said = |p: &Period| format!("{} {} to {}", p.name, p.years.start, p.years.end);
        let periods: Vec<_> = periods.iter().map(said).collect();
        let mut parts = vec![events.join(", ")];
        if !periods.is_empty() {
            parts.push(format!("periods: {}", periods.join(", ")));
        }
        let what = titled("Timeline", &self.title);
        format!("{what} with {}: {}.", counted(events.len(), "event"), parts.join("; "))
    }

    fn draw(&self, size: (u32, u32), _: usize) -> String {
        let mut body = String::new();
        self.draw_on(&mut body, size).expect("writing to a string does not fail");
        document(size, &self.sentence(), &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn years_keep_their_distances_and_names_theirs() {
        let line = timeline(&[(2000, "late"), (1900, "early"), (1950, "a"), (1950, "b")]);
        let places = line.0.places();
        let at: Vec<i32> = places.events.iter().map(|place| place.0).collect();
        assert_eq!(at, [0, places.height / 2, places.height / 2, places.height]);
        let texts: Vec<i32> = places.events.iter().map(|place| place.1).collect();
        assert_eq!(texts[2] - texts[1], LINE);
        assert_eq!(texts[1] + texts[2], places.height);
        // The name of a short period has a line of its own.
        let winter = line.period("winter", 1974..1978).0.places();
        assert!(winter.periods[0].end - winter.periods[0].start >= LINE);
        // One year alone, and years that are far apart.
        timeline(&[(1958, "perceptron")]).svg();
        timeline(&[(i32::MIN, "far"), (i32::MAX, "away")]).period("p", 0..1).svg();
    }

    #[test]
    fn a_timeline_is_said_and_checked() {
        let line = || timeline(&[(1986, "backpropagation"), (1958, "perceptron")]).title("Nets");
        assert_eq!(
            format!("{:?}", line().period("winter", 1974..1980)),
            "Timeline \"Nets\" with 2 events: 1958 perceptron, 1986 backpropagation; periods: winter \
             1974 to 1980."
        );
        let from = 1980; // by name, since a literal range that runs backwards is refused by lints
        assert_eq!(
            panic_message(|| line().period("boom", from..1974)),
            "period: \"boom\" goes from 1980 to 1974; it goes from an earlier year to a later one"
        );
        assert_eq!(
            panic_message(|| line().period("winter", 1974..1980).period("boom", 1979..1987)),
            "period: \"boom\" and \"winter\" share years, but lie beside each other"
        );
        assert_eq!(
            panic_message(|| timeline::<&str>(&[])),
            "timeline: a drawing has 1 to 40 events, not 0"
        );
    }
}
