namespace Oack.Boot.Firmware;

/// <summary>What a program does when an ERROR answers its request.</summary>
public enum AfterErrorHabit
{
    /// <summary>Gives up.</summary>
    GiveUp = 0,

    /// <summary>Asks again without options, whatever the ERROR says; then gives up.</summary>
    AskWithoutOptions,

    /// <summary>Gives up after ERROR 1 and 2; starts over after any other.</summary>
    StartOver,
}
