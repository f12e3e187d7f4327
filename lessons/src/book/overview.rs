//! The overview: what each written chapter promises, how long it runs, and what its run reached. It is the table of
//! the book's first page.

use super::japanese::marked;
use super::written::Written;
use crate::chapter::Headline;
use crate::chapter::digits::Digits;

/// Where the first page wants it.
pub const MARK: &str = "{{overview}}";

/// The table as HTML.
pub fn html(written: &[&Written]) -> String {
    let rows: String = written.iter().map(|written| chapter(written)).collect();
    format!(
        "<div class=\"table\" tabindex=\"0\"><table class=\"overview\"><thead><tr><th>Chapter</th><th>Runs in</th>\
         <th>What its run is held to</th><th>Must be</th><th>Is</th><th>Over ten seeds</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    )
}

/// The rows of a chapter: one for each of its headlines.
fn chapter(written: &Written) -> String {
    let front = &written.chapter.front;
    let lines = front.headline.len();
    let span = if lines > 1 { format!(" rowspan=\"{lines}\"") } else { String::new() };
    let seconds = front.seconds.map_or("–".into(), |seconds| format!("{seconds:.0} s"));
    let head = format!(
        "<th scope=\"rowgroup\"{span}><a href=\"{}.html\">{} {}</a></th><td{span}>{seconds}</td>",
        written.chapter.name(),
        written.chapter.number,
        marked(written.title(), false),
    );
    let range = |metric: &str, digits: Digits| {
        front.range(metric).map_or(String::new(), |(lowest, highest)| digits.range(lowest, highest))
    };
    let row = |(place, headline): (usize, &Headline)| {
        let head = if place == 0 { head.as_str() } else { "" };
        let Headline { metric, digits, words } = headline;
        let value = written.metrics.get(metric).map_or("–".into(), |value| digits.write(*value));
        format!(
            "<tr>{head}<td class=\"words\">{}</td><td>{}</td><td>{value}</td><td>{}</td></tr>",
            marked(words, false),
            front.metrics.get(metric).map_or(String::new(), |criterion| criterion.shown(*digits)),
            range(metric, *digits),
        )
    };
    front.headline.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::workbook;
    use super::*;
    use crate::translation::Edition;

    #[test]
    fn every_written_chapter_says_what_it_reaches_and_in_what_time() {
        for chapter in &workbook().chapters {
            let front = &chapter.front;
            assert!(!front.headline.is_empty(), "chapter {} has no headline", chapter.number);
            assert!(front.seconds.is_some(), "run `lessons time {}`", chapter.number);
            let budget = f64::from(front.budget);
            assert!(front.seconds <= Some(budget), "chapter {} is too slow", chapter.number);
        }
    }

    #[test]
    fn every_chapter_was_measured_over_ten_seeds_as_it_stands() {
        let workbook = workbook();
        for chapter in &workbook.chapters {
            let edition = Edition::english(chapter);
            let written =
                Written::read(&edition, &Path::new(&workbook.root).join("notebooks")).unwrap();
            for (metric, values) in &chapter.front.seeds {
                assert_eq!(values.len(), 10, "{} of chapter {}", metric, chapter.number);
                // The first seed is that of the page; another machine rounds otherwise.
                let (first, woven) = (values[0], written.metrics[metric]);
                assert!(
                    (first - woven).abs() <= 1e-5 + 1e-3 * woven.abs(),
                    "{metric}: run `lessons seeds {} --runs 10`: {first} is not {woven}",
                    chapter.number
                );
            }
        }
    }

    #[test]
    fn a_row_has_the_criterion_and_what_was_reached() {
        let workbook = workbook();
        let mut chapter = workbook.chapter("02").unwrap().clone();
        chapter.front.seconds = Some(4.4);
        let headline = |metric: &str, digits: &str, words: &str| Headline {
            metric: metric.into(),
            digits: Digits::parse(digits).unwrap(),
            words: words.into(),
        };
        chapter.front.headline =
            vec![headline("epochs_most", ".0", "Epochs"), headline("points_agree", ".0", "Points")];
        let edition = Edition::english(&chapter);
        let written =
            Written::read(&edition, &Path::new(&workbook.root).join("notebooks")).unwrap();
        let html = html(&[&written]);
        for part in [
            "<th scope=\"rowgroup\" rowspan=\"2\"><a href=\"02-perceptron.html\">02 The perceptron",
            "<td rowspan=\"2\">4 s</td><td class=\"words\">Epochs</td><td>≤ 20</td><td>",
            "<tr><td class=\"words\">Points</td><td>= 1681</td><td>1681</td><td>1681</td></tr>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
