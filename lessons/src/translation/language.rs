//! A language of the workbook, and the words that writers add in it.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    English,
    Japanese,
}

impl Language {
    /// Its code, the name of its folders.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Japanese => "ja",
        }
    }

    fn pick<T>(self, english: T, japanese: T) -> T {
        match self {
            Language::English => english,
            Language::Japanese => japanese,
        }
    }

    /// A figure by its number.
    pub fn figure(self, number: usize) -> String {
        self.pick(format!("Figure {number}"), format!("図 {number}"))
    }

    pub fn minutes(self, minutes: u32) -> String {
        self.pick(format!("{minutes} minutes"), format!("{minutes} 分"))
    }

    pub fn documents(self) -> &'static str {
        self.pick("course documents", "講義資料")
    }

    pub fn read_before(self) -> &'static str {
        self.pick("read before", "先に読む章")
    }

    pub fn data(self) -> &'static str {
        self.pick("data", "データ")
    }

    pub fn none(self) -> &'static str {
        self.pick("none", "なし")
    }

    /// The heads of the table over several seeds.
    pub fn seeds(self, runs: usize) -> [String; 5] {
        self.pick(
            ["metric", "criterion", "lowest", "mean", "highest"],
            ["指標", "基準", "最小", "平均", "最大"],
        )
        .map(str::to_owned)
        .map(|head| match head.as_str() {
            "metric" => format!("metric ({runs} seeds)"),
            "指標" => format!("指標 (シード {runs} 個)"),
            _ => head,
        })
    }

    /// What to do after an exercise was passed: the next one of the chapter, or none.
    pub fn next_exercise(self, title: Option<&str>) -> String {
        match title {
            Some(title) => self.pick(format!("Next: {title}."), format!("次は「{title}」。")),
            None => self.pick(
                "This was the last exercise of the chapter; `manabi check` shows them all.".into(),
                "この章の演習はこれで終わり。`manabi check` で全体の進みが見られる。".into(),
            ),
        }
    }

    /// The lines above a check, which say where to get help.
    pub fn help(self) -> &'static str {
        self.pick(
            "// Stuck? Run hint(1), hint(2) or hint(3) in a cell of its own; solution() shows one way.",
            "// 困ったら、別のセルで hint(1)、hint(2)、hint(3) を実行。solution() は解答例を表示。",
        )
    }
}
