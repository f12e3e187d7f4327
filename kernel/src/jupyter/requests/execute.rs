//! execute_request: a cell to execute, as the client asks for it.

use serde_json::Value;

use super::super::message::Message;
use super::{Content, flag, text};

/// What an execute_request says, with the protocol's defaults.
#[derive(Debug)]
pub struct Execute<'a> {
    pub code: &'a str,
    pub cell_id: Option<&'a str>,
    /// Show nothing but the state.
    pub silent: bool,
    /// Count the cell and keep it in the history.
    pub store_history: bool,
    /// Drop what is queued behind this cell if it fails.
    pub stop_on_error: bool,
    pub user_expressions: Option<&'a Content>,
}

impl<'a> Execute<'a> {
    pub fn read(message: &'a Message) -> Result<Execute<'a>, String> {
        let content = &message.content;
        let silent = flag(content, "silent", false);
        let expressions = content.get("user_expressions").and_then(Value::as_object);
        Ok(Execute {
            code: text(content, "code")?,
            cell_id: message.metadata.get("cellId").and_then(Value::as_str),
            silent,
            store_history: flag(content, "store_history", true) && !silent,
            stop_on_error: flag(content, "stop_on_error", true),
            user_expressions: expressions.filter(|e| !e.is_empty()),
        })
    }
}
