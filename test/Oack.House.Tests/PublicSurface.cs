using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Oack.House.Tests;

/// <summary>The public surface of an assembly as sorted lines of text, one a type or member.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(double)] = "double", [typeof(float)] = "float", [typeof(char)] = "char", [typeof(decimal)] = "decimal",
    };

    /// <summary>The lines of an assembly's surface.</summary>
    internal static IReadOnlyList<string> Render(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(RenderType).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> RenderType(Type type)
    {
        string name = NameOf(type);
        yield return $"{name} : {KindOf(type)}{BasesOf(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return Signature($"{name}.Invoke", type.GetMethod("Invoke")!);
            yield break;
        }

        foreach (FieldInfo field in type.GetFields(Declared).Where(IsSeen))
        {
            yield return RenderField(type, name, field);
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsSeen))
        {
            yield return $"{Prefix(constructor)}{name}.{type.Name.Split('`')[0]}({ParametersOf(constructor)}) -> void";
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(IsSeen))
        {
            yield return RenderMethod(name, method);
        }
    }

    private static string RenderField(Type type, string name, FieldInfo field)
    {
        if (type.IsEnum)
        {
            object value = Convert.ChangeType(field.GetRawConstantValue()!, typeof(decimal), CultureInfo.InvariantCulture);
            return $"{name}.{field.Name} = {Convert.ToString(value, CultureInfo.InvariantCulture)} -> {name}";
        }

        string kind = field.IsLiteral ? "const " : field.IsStatic ? "static " : string.Empty;
        string value2 = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : string.Empty;
        return $"{kind}{name}.{field.Name}{value2} -> {NameOf(field.FieldType)}";
    }

    private static string RenderMethod(string typeName, MethodInfo method)
    {
        PropertyInfo? property = method.DeclaringType!.GetProperties(Declared)
            .FirstOrDefault(candidate => candidate.GetMethod == method || candidate.SetMethod == method);
        if (property is null)
        {
            return Signature($"{typeName}.{method.Name}{GenericsOf(method)}", method);
        }

        string accessor = property.GetMethod == method ? "get" : IsInit(method) ? "init" : "set";
        string index = property.GetIndexParameters().Length > 0 ? $"[{ParametersOf(property.GetIndexParameters())}]" : string.Empty;
        return $"{Prefix(method)}{typeName}.{property.Name}{index}.{accessor} -> {NameOf(property.PropertyType)}";
    }

    private static string Signature(string name, MethodInfo method) =>
        $"{Prefix(method)}{name}({ParametersOf(method)}) -> {NameOf(method.ReturnType)}";

    private static string Prefix(MethodBase method)
    {
        string access = method.IsPublic ? string.Empty : "protected ";
        if (method.DeclaringType!.IsInterface)
        {
            return access;
        }

        bool overrides = method is MethodInfo info && info.GetBaseDefinition() != info;
        return access + method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            _ when overrides => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => string.Empty,
        };
    }

    private static string ParametersOf(MethodBase method) => ParametersOf(method.GetParameters());

    private static string ParametersOf(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(RenderParameter));

    private static string RenderParameter(ParameterInfo parameter)
    {
        string direction = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => string.Empty,
        };
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        string value = parameter.HasDefaultValue ? $" = {DefaultOf(parameter)}" : string.Empty;
        return $"{direction}{NameOf(type)} {parameter.Name}{value}";
    }

    private static string DefaultOf(ParameterInfo parameter) =>
        parameter.RawDefaultValue is null && parameter.ParameterType.IsValueType ? "default" : Literal(parameter.RawDefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => (IsReadOnly(type) ? "readonly " : string.Empty) + (type.IsByRefLike ? "ref struct" : "struct"),
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string BasesOf(Type type)
    {
        if (type.IsEnum)
        {
            return $" {NameOf(Enum.GetUnderlyingType(type))}";
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return string.Empty;
        }

        IEnumerable<Type> bases = type.GetInterfaces().Where(face => face.IsPublic).OrderBy(face => face.FullName, StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases = bases.Prepend(parent);
        }

        string names = string.Join(", ", bases.Select(NameOf));
        return names.Length > 0 ? $" {names}" : string.Empty;
    }

    private static string NameOf(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        if (type.IsByRef)
        {
            return $"ref {NameOf(type.GetElementType()!)}";
        }

        if (type.IsPointer)
        {
            return $"{NameOf(type.GetElementType()!)}*";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{NameOf(underlying)}?";
        }

        StringBuilder name = new(type.IsNested ? $"{NameOf(type.DeclaringType!)}." : $"{type.Namespace}.");
        name.Append(type.Name.Split('`')[0]);
        if (type.IsGenericType)
        {
            name.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(NameOf)).Append('>');
        }

        return name.ToString();
    }

    private static string GenericsOf(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : string.Empty;

    private static bool IsSeen(MethodBase method) =>
        (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed))
        && (IsAccessor(method) || !IsGenerated(method));

    private static bool IsSeen(FieldInfo field) =>
        (field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && !field.DeclaringType!.IsSealed))
        && !field.IsSpecialName && !IsGenerated(field);

    // What a record makes by itself is generated and left out; the accessors of its properties are its surface.
    private static bool IsAccessor(MethodBase method) =>
        method.IsSpecialName && method.Name.Length > 4 && method.Name[3] == '_' && method.Name[..3] is "get" or "set"
        && method.Name != "get_EqualityContract";

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false);
}
