package dev.shakedown.cli.command;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's root. */
@Command(
        name = "shakedown",
        header = "Adversarial attacks on image-deblurring networks, at scale.",
        description = {"", "Try it with: ./shakedown demo", ""},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = ShakedownCommand.Version.class,
        footer = {
            "",
            "~/.config/shakedown/config.yaml may have the keys api and tokenFile, for the options of these names.",
            "Completion for bash and zsh: source <(./shakedown generate-completion)",
            "For developers, in a checkout: ./shakedown bench measures, ./shakedown chaos injects faults (lab/README.md).",
            "The exit status is 0 for success, 2 for invalid arguments, 1 for every other failure."
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            InitCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            CampaignsCommand.class,
            OpenCommand.class,
            CampaignAction.Pause.class,
            CampaignAction.Resume.class,
            CampaignAction.Cancel.class,
            CampaignAction.Retry.class,
            DeadLettersCommand.class,
            ResultsCommand.class,
            FetchCommand.class,
            VerifyCommand.class,
            ReportCommand.class,
            BundleCommand.class,
            BundlesCommand.Import.class,
            BundlesCommand.class,
            BundlesCommand.Remove.class,
            SqlCommand.class,
            NetworksCommand.class,
            ImportNetworkCommand.class,
            NetworksCommand.Withdraw.class,
            TopicsCommand.class,
            PreflightCommand.class,
            KeysCommand.class,
            TokenCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        })
public final class ShakedownCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    private ShakedownCommand() {}

    /**
     * A command line, ready to execute arguments.
     *
     * @param more commands of another module
     */
    public static CommandLine commandLine(PrintingCommand... more) {
        Failures failures = new Failures();
        CommandLine commandLine = new CommandLine(new ShakedownCommand());
        // Settings reach only the commands that are there already.
        for (PrintingCommand command : more) {
            commandLine.addSubcommand(command);
        }
        return commandLine
                .setDefaultValueProvider(SettingsFile.ofUser())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(26);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Name and version of the build, from the jar's manifest. */
    static String version() {
        String version = ShakedownCommand.class.getPackage().getImplementationVersion();
        return "shakedown " + (version == null ? "(not packaged)" : version);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }
}
