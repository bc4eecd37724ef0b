package dev.shakedown.cli.document;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * docs/configuration.md: a head written by hand, and tables made from the sources of the {@code @ConfigMapping}
 * interfaces. Everything from the first generated line on is replaced.
 */
final class ConfigurationPage {

    static final String FIRST_GENERATED_LINE = "<!-- Generated from here on: see ConfigurationPageTest. -->";

    private static final Map<String, String> SERVICES = Map.of(
            "job-api", "job-api",
            "attack-worker", "attack-worker",
            "result-store", "result-store",
            "libs", "job-api and result-store");

    private static final Map<String, String> TYPES = Map.of(
            "Duration", "duration",
            "MemorySize", "size",
            "int", "whole number",
            "long", "whole number",
            "boolean", "true or false",
            "String", "text",
            "URI", "address",
            "Path", "file",
            "List<Path>", "directories");

    /** A link to a constant of an enum. */
    private static final Pattern LINK = Pattern.compile("\\{@link \\w*#(\\w+)}");

    private ConfigurationPage() {}

    /** The page as it should be: the head of what is there, and the generated rest. */
    static String expected(Path root, String present) throws IOException {
        String head = present.substring(0, present.indexOf(FIRST_GENERATED_LINE));
        return head + FIRST_GENERATED_LINE + "\n" + tables(root);
    }

    private static String tables(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, List<String>> rows = new TreeMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(mappings(root)));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                Path file = root.relativize(Path.of(unit.getSourceFile().toUri()));
                String service = SERVICES.get(file.getName(0).toString());
                ClassTree mapping = (ClassTree) unit.getTypeDecls().get(0);
                String prefix =
                        annotation(mapping.getModifiers(), "ConfigMapping").orElseThrow();
                for (Tree member : mapping.getMembers()) {
                    if (member instanceof MethodTree method) {
                        String comment =
                                comments.getDocComment(new TreePath(new TreePath(new TreePath(unit), mapping), method));
                        rows.computeIfAbsent(service, any -> new ArrayList<>())
                                .add(row(prefix, mapping, method, comment == null ? "" : comment));
                    }
                }
            }
        }
        return rows.entrySet().stream()
                .map(entry -> "\n## " + entry.getKey()
                        + "\n\n| key | environment variable | type | default | meaning |\n" + "|---|---|---|---|---|\n"
                        + entry.getValue().stream().sorted().collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static List<Path> mappings(Path root) throws IOException {
        List<Path> mappings = new ArrayList<>();
        for (String folder : List.of("job-api", "attack-worker", "result-store", "libs/service")) {
            try (Stream<Path> files = Files.walk(root.resolve(folder).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    if (Files.readString(file).contains("\n@ConfigMapping(")) {
                        mappings.add(file);
                    }
                }
            }
        }
        return mappings;
    }

    private static String row(String prefix, ClassTree mapping, MethodTree method, String comment) {
        String name = annotation(method.getModifiers(), "WithName")
                .orElseGet(() -> kebab(method.getName().toString()));
        String key = prefix + "." + name;
        Optional<String> standard = annotation(method.getModifiers(), "WithDefault");
        String meaning = meaning(comment);
        return "| `%s` | `%s` | %s | %s | %s |%n"
                .formatted(
                        key,
                        key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT),
                        type(mapping, method.getReturnType().toString()),
                        standard.map(value -> "`" + value + "`").orElse(""),
                        standard.isPresent()
                                ? meaning.replaceAll(" ?Default: [^|]*?\\.( |$)", "$1")
                                        .strip()
                                : meaning);
    }

    /** The first argument of an annotation, where the element has that annotation. */
    private static Optional<String> annotation(ModifiersTree modifiers, String name) {
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            if (annotation.getAnnotationType().toString().equals(name)) {
                Tree argument = annotation.getArguments().get(0);
                Tree value = argument instanceof AssignmentTree named ? named.getExpression() : argument;
                return Optional.of((String) ((LiteralTree) value).getValue());
            }
        }
        return Optional.empty();
    }

    /** A type in words; of an enum its constants, as they are written in a configuration. */
    private static String type(ClassTree mapping, String type) {
        String plain = type.replaceAll("^Optional<(.*)>$", "$1");
        for (Tree member : mapping.getMembers()) {
            if (member instanceof ClassTree choice && choice.getSimpleName().contentEquals(plain)) {
                return choice.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(constant -> "`"
                                + constant(((VariableTree) constant).getName().toString()) + "`")
                        .collect(Collectors.joining(", "));
            }
        }
        String words = TYPES.get(plain);
        if (words == null) {
            throw new IllegalArgumentException(mapping.getSimpleName() + ": " + type + ": must be in TYPES");
        }
        return words;
    }

    private static String meaning(String comment) {
        String linked = LINK.matcher(comment).replaceAll(link -> "`" + constant(link.group(1)) + "`");
        return linked.replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String constant(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
