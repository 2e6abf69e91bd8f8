namespace Oack.Boot.Bsdp;

/// <summary>Options of Apple's BSDP within option 43, as Apple's <c>bsdp.h</c> numbers them. A value outside this list is legal.</summary>
public enum BsdpOptionCode : byte
{
    /// <summary>The type of the message.</summary>
    MessageType = 1,

    /// <summary>The version: 0x0100, or 0x0101.</summary>
    Version = 2,

    /// <summary>The server that the client chose.</summary>
    ServerIdentifier = 3,

    /// <summary>Which of several servers is taken: the higher.</summary>
    ServerPriority = 4,

    /// <summary>The port that the client listens on, where that is not 68.</summary>
    ReplyPort = 5,

    /// <summary>The image that is booted when nobody chooses.</summary>
    DefaultImage = 7,

    /// <summary>The image that was chosen.</summary>
    SelectedImage = 8,

    /// <summary>The images that there are.</summary>
    ImageList = 9,

    /// <summary>The longest message that the client takes.</summary>
    MaxMessageSize = 12,
}
