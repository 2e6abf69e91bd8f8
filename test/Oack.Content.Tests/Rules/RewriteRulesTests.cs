using System.Net;
using System.Text;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>
/// Expectations from in.tftpd(8), "FILENAME REMAPPING", of tftp-hpa 5.2 and 5.3; those for the letters of 5.2 were seen
/// from in.tftpd 5.2 itself (which, other than its manual says, starts over with the second rule after <c>s</c>).
/// </summary>
public sealed class RewriteRulesTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.169");
    private static readonly IPAddress Client6 = IPAddress.Parse("2001:db8::1");

    [Theory]
    [InlineData("r ^/tftpboot/ /srv/", "/tftpboot/pxe", "/srv/pxe")]
    [InlineData("r a b", "banana", "bbnana")]
    [InlineData("rg a b", "banana", "bbnbnb")]
    [InlineData(@"rg \\ /", @"\Boot\BCD", "/Boot/BCD")]
    [InlineData("rg // /", "a////b", "a/b")]
    [InlineData("rgg a aa", "banana", "baanaanaa")]
    [InlineData("rgg a* x", "baa", "xbx")]
    [InlineData("ri ^BOOT boot", "Boot/x", "boot/x")]
    [InlineData("r ^BOOT boot", "Boot/x", "Boot/x")]
    [InlineData("re ^a b\nr ^b c", "a", "b")]
    [InlineData("r ^a b\nr ^b c", "a", "c")]
    [InlineData("r ^b c\nrs ^a b", "a", "c")]
    [InlineData("r ^.*$ \\U\\0", "Grub/x86.Efi", "GRUB/X86.EFI")]
    [InlineData(@"r ^(.*)\.(.*)$ \L\1\E.\U\2\E-Done", "BooT.efi", "boot.EFI-Done")]
    [InlineData(@"r ([a-z]+)/([a-z]+) \2/\1", "one/two", "two/one")]
    [InlineData(@"r ^ \i/", "file", "192.0.2.169/file")]
    [InlineData(@"r ^pxe$ pxe-\x", "pxe", "pxe-C00002A9")]
    [InlineData(@"r \  _", "a b", "a_b")]
    [InlineData(@"r _ \ ", "a_b", "a b")]
    [InlineData(@"r x \#1", "x", "#1")]
    [InlineData(@"r x\#y z", "x#y", "z")]
    [InlineData(@"r x \\", "x", @"\")]
    [InlineData("r .biny.*$ .bin", "pxelinux.biny\n\u001e", "pxelinux.bin")]
    [InlineData("r x", "axb", "ab")]
    [InlineData("# a comment\n\n   \nr a b # and another\n", "a", "b")]
    [InlineData("r a b\r\nr c d\r\n", "ac", "bd")]
    [InlineData("e ^a\nr $ !", "ab", "ab")]
    [InlineData("~e ^a\nr $ !", "ab", "ab!")]
    [InlineData("~e ^a\nr $ !", "b", "b")]
    [InlineData("rG a b", "a", "b")]
    [InlineData("rP a b", "a", "a")]
    [InlineData("r4 a b", "a", "b")]
    [InlineData("r6 a b", "a", "a")]
    [InlineData("j ^a skip\nr ^ x\n:skip\nr $ y", "a", "ay")]
    [InlineData("j ^a skip\nr ^ x\n:skip\nr $ y", "b", "xby")]
    [InlineData(@"j ^(.) to-\1" + "\nr ^ x\n:to-a\nr $ y", "a", "ay")]
    [InlineData("r [[:digit:]]+ N", "abc123", "abcN")]
    [InlineData("rgg [^[:alnum:]/.] _", "a b/c-d.e", "a_b/c_d.e")]
    [InlineData(@"rg [\] /", @"a\b", "a/b")]
    [InlineData("rg []a] x", "a]b", "xxb")]
    [InlineData("r a{2,3}b? x", "caaab", "cx")]
    [InlineData(@"r \<two\> 2", "one two", "one 2")]
    [InlineData("r ^(a|b)+$ x", "abab", "x")]
    [InlineData("r ü ue", "für", "fuer")]
    [InlineData("ri Ü ue", "für", "fuer")]
    public void Name_IsRewritten(string rules, string name, string expected) => Assert.Equal(expected, Apply(rules, name));

    [Theory]
    [InlineData(@"r ^ \i/", "2001:db8::1/f")]
    [InlineData(@"r ^ \x/", "20010DB8000000000000000000000001/f")]
    [InlineData("r6 f g", "g")]
    [InlineData("r4 f g", "f")]
    public void Name_IsRewritten_When_TheClientHasIPv6(string rules, string expected) =>
        Assert.Equal(expected, Apply(rules, "f", Client6));

    [Fact]
    public void Name_IsRewritten_When_OnlyWritesAreMeant()
    {
        Assert.Equal("upload/f", Apply("rP ^ upload/\nrG ^ boot/", "f", isWrite: true));
        Assert.Equal("boot/f", Apply("rP ^ upload/\nrG ^ boot/", "f"));
    }

    [Fact]
    public void Bytes_Survive_When_TheyAreNotUtf8()
    {
        RewriteRules rules = RewriteRules.Parse("r ^a b");
        byte[] name = [(byte)'a', 0xFF, 0xC3, (byte)'x', 0xE2, 0x82];

        RewriteResult result = rules.Apply(name, Client, isWrite: false);

        Assert.Equal([(byte)'b', 0xFF, 0xC3, (byte)'x', 0xE2, 0x82], result.Name.ToArray());
        Assert.Equal(1, result.Line);
    }

    [Theory]
    [InlineData("a ^secret", "secret/x", "Access denied")]
    [InlineData(@"a ^secret not\ for\ \i", "secret/x", "not for 192.0.2.169")]
    [InlineData(@"a ^(secret) \U\1", "secret/x", "SECRET")]
    [InlineData("~a ^boot/ only\\ boot", "secret/x", "only boot")]
    public void Request_IsRefused(string rules, string name, string message)
    {
        RewriteResult result = RewriteRules.Parse(rules).Apply(Encoding.UTF8.GetBytes(name), Client, isWrite: false);

        Assert.Equal(ErrorCode.AccessViolation, result.Refusal!.Code);
        Assert.Equal(message, result.Refusal.Message);
        Assert.Contains("line 1", result.Refusal.Detail!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rg a aa", "a")]
    [InlineData("s ^", "a")]
    [InlineData("rs a a", "a")]
    [InlineData(":here\nj ^ here", "a")]
    [InlineData(@"rg ^ \0x", "a")]
    [InlineData(@"rs ^(.*)$ \1\1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Rules_AreStopped_When_TheyDoNotEnd(string rules, string name)
    {
        RewriteResult result = RewriteRules.Parse(rules).Apply(Encoding.UTF8.GetBytes(name), Client, isWrite: false);

        Assert.Equal(ErrorCode.AccessViolation, result.Refusal!.Code);
        Assert.Equal("The server's rewrite rules failed for this name", result.Refusal.Message);
        Assert.Contains("line", result.Refusal.Detail!, StringComparison.Ordinal);
    }

    [Fact]
    public void Matching_IsFast_When_ThePatternWouldBacktrack()
    {
        // 2^1000 steps for an engine that goes back; this one does not.
        RewriteRules rules = RewriteRules.Parse("r ^(a+)+$ x");

        RewriteResult result = rules.Apply(Encoding.ASCII.GetBytes(new string('a', 1000) + "!"), Client, isWrite: false);

        Assert.Equal(0, result.Line);
    }

    [Theory]
    [InlineData("rE ^ own/\nr $ .cfg", "own/f", "own/f")]
    [InlineData("rE ^ own/\nr $ .cfg", "other", "f.cfg")]
    [InlineData("E ^\nr ^ common/", "f", "f")]
    [InlineData("E ^\nr ^ common/", "none", "common/f")]
    public void Rule_Applies_When_TheResultCanBeTransferred(string rules, string existing, string expected)
    {
        RewriteResult result = RewriteRules.Parse(rules).Apply(
            "f"u8.ToArray(), Client, isWrite: false, name => Encoding.UTF8.GetString(name.Span) == existing);

        Assert.Equal(expected, Encoding.UTF8.GetString(result.Name.Span));
    }

    [Theory]
    [InlineData("x ^a b", 1, 1, "\"x\" is no letter of a rule")]
    [InlineData("\n  rz ^a b", 2, 4, "\"z\" is no letter")]
    [InlineData("r", 1, 2, "no regular expression behind \"r\"")]
    [InlineData("r # comment", 1, 2, "no regular expression")]
    [InlineData("r (a b", 1, 4, "\"(\" without \")\"")]
    [InlineData("r [a b", 1, 3, "\"[\" without \"]\"")]
    [InlineData("r [[:foo:]] b", 1, 3, "\"[:foo:]\" is no character class")]
    [InlineData("r *a b", 1, 3, "nothing stands before")]
    [InlineData(@"r (a)\1 b", 1, 6, "back-references")]
    [InlineData("r a b c", 1, 7, "\"c\" is too much")]
    [InlineData("r~ a b", 1, 1, "r and ~ cannot be together")]
    [InlineData("ae a b", 1, 1, "a and e")]
    [InlineData("j a nowhere", 1, 5, "no label \":nowhere\"")]
    [InlineData("j a", 1, 4, "no label behind")]
    [InlineData(":x\n:x", 2, 1, "\":x\" is there already")]
    [InlineData(":", 1, 1, "its name is missing")]
    [InlineData("GP a", 1, 1, "G and P")]
    public void Mistake_IsNamed_With_ItsPlace(string text, int line, int column, string message)
    {
        Assert.False(RewriteRules.TryParse(text, out RewriteRules? rules, out RewriteRulesError? error));

        Assert.Null(rules);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        FormatException fault = Assert.Throws<FormatException>(() => RewriteRules.Parse(text));
        Assert.StartsWith($"{line}:{column}: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_AreCounted_Without_Labels() => Assert.Equal(2, RewriteRules.Parse(":a\nr x y\n# r z\nj ^ end\n:end").Count);

    private static string Apply(string rules, string name, IPAddress? client = null, bool isWrite = false)
    {
        RewriteResult result = RewriteRules.Parse(rules).Apply(Encoding.UTF8.GetBytes(name), client ?? Client, isWrite);
        Assert.Null(result.Refusal);
        return Encoding.UTF8.GetString(result.Name.Span);
    }
}
