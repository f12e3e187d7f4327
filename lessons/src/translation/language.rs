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

    /// Its own name.
    pub fn name(self) -> &'static str {
        self.pick("English", "日本語")
    }

    pub fn skip(self) -> &'static str {
        self.pick("Skip to the text", "本文へ")
    }

    pub fn contents(self) -> &'static str {
        self.pick("Contents", "目次")
    }

    pub fn on_this_page(self) -> &'static str {
        self.pick("On this page", "このページの内容")
    }

    /// A run of chapters that are not written yet.
    pub fn planned(self, from: &str, to: &str) -> String {
        self.pick(format!("{from} to {to}, planned"), format!("{from}〜{to} (準備中)"))
    }

    /// The button, the field and its example, and the dialog with both.
    pub fn search(self) -> [&'static str; 4] {
        self.pick(
            ["Search", "Words to search for", "Search: softmax, 再現性", "Search the book"],
            ["検索", "検索する言葉", "検索: softmax、再現性", "この本を検索"],
        )
    }

    pub fn close(self) -> &'static str {
        self.pick("Close", "閉じる")
    }

    /// Two neighbours, and the two of them.
    pub fn turn(self) -> [&'static str; 3] {
        self.pick(["Previous", "Next", "Next and previous page"], ["前", "次", "前後のページ"])
    }

    pub fn chapter(self, number: &str) -> String {
        self.pick(format!("Chapter {number}"), format!("第 {number} 章"))
    }

    /// How long a chapter takes its reader, and the machine.
    pub fn takes(self, minutes: u32, seconds: u32) -> [String; 2] {
        self.pick(
            [format!("{minutes} minutes to read"), format!("runs in {seconds} s or less")],
            [format!("読むのに {minutes} 分"), format!("実行は {seconds} 秒以内")],
        )
    }

    pub fn needs_no_data(self) -> &'static str {
        self.pick("needs no data", "データは不要")
    }

    /// The words of the link to a notebook, and what stands behind them around a command.
    pub fn open_notebook(self, kilobytes: usize) -> [String; 3] {
        self.pick(
            [
                "Open this chapter as a notebook".into(),
                format!(" ({kilobytes} KB), or run "),
                " and choose it there.".into(),
            ],
            [
                "この章をノートブックとして開く".into(),
                format!(" ({kilobytes} KB)。または "),
                " を実行して選ぶ。".into(),
            ],
        )
    }

    pub fn fails_to_compile(self) -> &'static str {
        self.pick("This does not compile, on purpose", "わざとコンパイルできないコード")
    }

    pub fn panics(self) -> &'static str {
        self.pick("This panics, on purpose", "わざとパニックするコード")
    }

    pub fn code_of_cell(self) -> &'static str {
        self.pick("Code of this cell", "このセルのコード")
    }

    pub fn exercise(self, points: u32) -> String {
        match points {
            1 => self.pick("Exercise".into(), "演習".into()),
            _ => self.pick(format!("Exercise · {points} points"), format!("演習 · {points} 点")),
        }
    }

    pub fn hint(self, number: usize) -> String {
        self.pick(format!("Hint {number}"), format!("ヒント {number}"))
    }

    pub fn what_is_asked(self) -> &'static str {
        self.pick("What the check asks", "チェックの内容")
    }

    pub fn solution(self) -> &'static str {
        self.pick("Solution", "解答例")
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
