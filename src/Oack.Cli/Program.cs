using Oack.Cli;
using Oack.Net;

_ = OpenFileLimit.Raise();
return await OackCommand.RunAsync(args, CliEnvironment.System);
