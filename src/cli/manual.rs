//! `faxban completions` and `faxban man`: what packagers install beside the program.

use std::path::Path;

use clap::CommandFactory;

use super::args::Arguments;
use super::exit::Exit;
use super::print_data;

/// Prints the script by which a shell completes commands and options.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit, Vec<String>> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "faxban", &mut script);
    print_data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Writes a manual page for the program and each of its commands.
pub fn pages(folder: &Path) -> Result<Exit, Vec<String>> {
    let told = |error: std::io::Error| {
        vec![format!("the manual pages cannot be written to {}: {error}", folder.display())]
    };
    std::fs::create_dir_all(folder).map_err(told)?;
    clap_mangen::generate_to(Arguments::command().disable_help_subcommand(true), folder).map_err(told)?;
    Ok(Exit::Done)
}
