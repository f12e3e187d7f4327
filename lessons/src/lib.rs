//! The workbook: chapters as Markdown, and what is made of them. For authors; the binary is `lessons`.
//!
//! - `problem`: a mistake of an author, with its line
//! - `chapter`: a chapter, read; `workbook`: all of them with what they share
//! - `translation`: a chapter in another language
//! - `run`: a chapter, executed
//! - `notebook`: what is written from both
//! - `book`: pages, written from chapters and notebooks
//! - `command`: all of this in a row

pub mod book;
pub mod chapter;
pub mod command;
pub mod notebook;
pub mod problem;
pub mod run;
pub mod translation;
pub mod workbook;
