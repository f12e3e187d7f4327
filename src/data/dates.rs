//! Dates as people write them, and in the one form of ISO 8601.

use super::draw::{choose, different};
use crate::engine::random::Generator;

/// Dates in the ways of people, and the same as ISO 8601 has them: "4 March 2019" and "2019-03-04".
///
/// There are nine ways, equally likely. What a separator means never changes: with dots the day comes first
/// (4.3.2019), with slashes the month (3/4/2019), or the year where it is written first. The years are 1950
/// to 2049. All dates differ, so that two parts of the pairs, such as `pairs.split_at(800)`, have none in
/// common. They are the same on every machine. Panics when there are not that many days.
///
/// ```
/// use manabi::prelude::*;
/// for (date, iso) in data::dates(4, 0) {
///     println!("{date:>28} -> {iso}");
/// }
/// # assert!(data::dates(20, 0).iter().any(|(date, _)| date.contains('年')));
/// ```
#[track_caller]
pub fn dates(n: usize, seed: u64) -> Vec<(String, String)> {
    assert!(
        n <= DAYS,
        "dates: there are only {DAYS} days from {FIRST_YEAR} to 2049, not {n}; ask for fewer"
    );
    let mut generator = Generator::new(seed);
    let days = different(n, &mut generator, |g| (g.below(DAYS as u64) as usize, ()));
    days.into_iter()
        .map(|(day, ())| {
            let date = Date::after_first(day);
            (choose(&mut generator, &WAYS)(&date), date.iso())
        })
        .collect()
}

const FIRST_YEAR: usize = 1950;
const DAYS: usize = 36_525;

const MONTHS: [(&str, usize); 12] = [
    ("January", 31),
    ("February", 28),
    ("March", 31),
    ("April", 30),
    ("May", 31),
    ("June", 30),
    ("July", 31),
    ("August", 31),
    ("September", 30),
    ("October", 31),
    ("November", 30),
    ("December", 31),
];

/// The first day of the first year is a Sunday.
const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

struct Date {
    year: usize,
    /// From 1, as the day is.
    month: usize,
    day: usize,
    weekday: &'static str,
}

impl Date {
    /// The date so many days after the first of January of the first year.
    fn after_first(days: usize) -> Date {
        let weekday = WEEKDAYS[days % 7];
        // In these hundred years every fourth is a leap year, 2000 too.
        let leap = |year: usize| year.is_multiple_of(4) as usize;
        let (mut year, mut month, mut day) = (FIRST_YEAR, 0, days);
        while day >= 365 + leap(year) {
            day -= 365 + leap(year);
            year += 1;
        }
        let long = |month: usize| MONTHS[month].1 + if month == 1 { leap(year) } else { 0 };
        while day >= long(month) {
            day -= long(month);
            month += 1;
        }
        Date { year, month: month + 1, day: day + 1, weekday }
    }

    fn iso(&self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn name(&self) -> &'static str {
        MONTHS[self.month - 1].0
    }

    fn short(&self) -> &'static str {
        &self.name()[..3]
    }
}

const WAYS: [fn(&Date) -> String; 9] = [
    |date| format!("{} {} {}", date.day, date.name(), date.year),
    |date| format!("{} {}, {}", date.name(), date.day, date.year),
    |date| format!("{}, {} {} {}", date.weekday, date.day, date.name(), date.year),
    |date| format!("{} {} {} {}", &date.weekday[..3], date.short(), date.day, date.year),
    |date| format!("{}. {} {}", date.day, date.short().to_lowercase(), date.year),
    |date| format!("{}.{}.{}", date.day, date.month, date.year),
    |date| format!("{}/{}/{}", date.month, date.day, date.year),
    |date| format!("{}/{:02}/{:02}", date.year, date.month, date.day),
    |date| format!("{}年{}月{}日", date.year, date.month, date.day),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn days_follow_the_calendar() {
        for (days, iso, weekday) in [
            (0, "1950-01-01", "Sunday"),
            (59, "1950-03-01", "Wednesday"),
            (7364, "1970-03-01", "Sunday"),
            (18_321, "2000-02-29", "Tuesday"),
            (DAYS - 1, "2049-12-31", "Friday"),
        ] {
            let date = Date::after_first(days);
            assert_eq!((date.iso().as_str(), date.weekday), (iso, weekday));
        }
        let all = HashSet::<String>::from_iter((0..DAYS).map(|day| Date::after_first(day).iso()));
        assert_eq!(all.len(), DAYS);
    }

    #[test]
    fn every_way_says_its_date_and_no_other() {
        // No string may stand for two dates, whatever way it was written in.
        let mut said = std::collections::HashMap::new();
        for date in (0..DAYS).map(Date::after_first) {
            for way in WAYS {
                let other = said.insert(way(&date), date.iso());
                assert!(other.is_none_or(|other| other == date.iso()), "{}", way(&date));
            }
        }
    }

    #[test]
    fn dates_differ_and_come_in_all_ways() {
        let pairs = dates(2000, 1);
        let isos = HashSet::<&String>::from_iter(pairs.iter().map(|(_, iso)| iso));
        assert_eq!(isos.len(), 2000);
        for (mark, share) in [("年", 9.0), (".", 4.5), ("/", 4.5), (",", 4.5)] {
            let count = pairs.iter().filter(|(date, _)| date.contains(mark)).count() as f32;
            assert!((count * share / 2000.0 - 1.0).abs() < 0.25, "{mark}: {count}");
        }
        assert_eq!(dates(2000, 1), pairs);
        assert_ne!(dates(2000, 2), pairs);
    }

    #[test]
    fn too_many_days_are_one_sentence() {
        assert_eq!(
            panic_message(|| dates(40_000, 0)),
            "dates: there are only 36525 days from 1950 to 2049, not 40000; ask for fewer"
        );
        assert_eq!(panic_file(|| dates(40_000, 0)), file!());
    }
}
