using System.CommandLine;

namespace Oack.Cli.Commands;

/// <summary><c>oack completion SHELL</c>: prints a script that lets a shell complete the command line.</summary>
internal static class CompletionCommand
{
    private const string Notes = """
        Examples:
          oack completion bash > /etc/bash_completion.d/oack
          source <(oack completion zsh)
          oack completion fish > ~/.config/fish/completions/oack.fish
          oack completion pwsh | Out-String | Invoke-Expression
        """;

    private const string Bash = """
        # bash completion for oack
        _oack() {
            local IFS=$'\n'
            local candidates
            candidates=$(oack "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            COMPREPLY=($(compgen -W "${candidates}" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _oack oack
        """;

    private const string Zsh = """
        #compdef oack
        # zsh completion for oack
        _oack() {
            local -a candidates
            candidates=("${(@f)$(oack "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${candidates[1]}" ]]; then
                compadd -- "${candidates[@]}"
            fi
            _files
        }
        if [[ "${funcstack[1]}" == "_oack" ]]; then
            _oack "$@"
        else
            compdef _oack oack
        fi
        """;

    private const string Fish = """
        # fish completion for oack
        function __oack_complete
            set -l line (commandline -cp)
            oack "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c oack -a '(__oack_complete)'
        """;

    private const string PowerShell = """
        # PowerShell completion for oack
        Register-ArgumentCompleter -Native -CommandName oack -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            oack "[suggest:$cursorPosition]" "$commandAst" 2>$null |
                Where-Object { $_ -like "$wordToComplete*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Command command = new("completion", "Print a script that lets a shell complete the command line.") { shell };
        command.SetAction(result =>
        {
            environment.Out.WriteLine(ScriptFor(result.GetRequiredValue(shell)));
            return ExitCode.Ok;
        });
        return (command, Notes);
    }

    private static string ScriptFor(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };
}
