using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot;

/// <summary>
/// Remembers what was said of which client, so that a client that asks again and again fills no log. It holds the last
/// 4096; who is forgotten is told of again.
/// </summary>
internal sealed class RecentAnswers
{
    public const int MaxClients = 4096;

    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    private readonly Dictionary<HardwareAddress, (string Text, Instant Until)> _answers = [];

    /// <summary>Whether this was said of the client within the last minute.</summary>
    public bool IsRepetition(Instant now, HardwareAddress client, string text)
    {
        bool isRepetition = _answers.TryGetValue(client, out (string Text, Instant Until) last) && last.Text == text && now < last.Until;
        if (!isRepetition)
        {
            if (_answers.Count >= MaxClients && !_answers.ContainsKey(client))
            {
                // All at once: to look for the oldest would cost a flood's victim more than to say things twice.
                _answers.Clear();
            }

            _answers[client] = (text, now + s_memory);
        }

        return isRepetition;
    }
}
