using Oack.Cli;

return await OackCommand.RunAsync(args, CliEnvironment.System);
