package dev.shakedown.resultstore.page;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one classic script of a module and all that it imports, for pages that are opened as files: browsers load no
 * modules there. Each module becomes a function that returns its exports. Knows the forms of {@code import} and
 * {@code export} that the pages use: named ones, at the start of a line, without circles.
 */
final class ScriptBundle {

    private static final Pattern IMPORT = Pattern.compile("^import \\{([^}]*)\\} from '([^']+)';$", Pattern.MULTILINE);
    private static final Pattern EXPORT =
            Pattern.compile("^export (?=(?:async )?(?:function|class|const) (\\w+))", Pattern.MULTILINE);

    /** Functions by module, each after those that it needs. */
    private final Map<String, String> modules = new LinkedHashMap<>();

    private ScriptBundle() {}

    /** The script that does what the module does. */
    static String of(String module) {
        ScriptBundle bundle = new ScriptBundle();
        String entry = bundle.linked(module, PageResources.page("scripts/" + module));
        String script =
                "'use strict';\n(async () => {\n%s%s})();\n".formatted(String.join("", bundle.modules.values()), entry);
        if (script.contains("</script")
                || script.contains("<!--")
                || Pattern.compile("^(im|ex)port ", Pattern.MULTILINE)
                        .matcher(script)
                        .find()) {
            throw new IllegalStateException(module + " cannot be bundled");
        }
        return script;
    }

    private void add(String module) {
        if (modules.containsKey(module)) {
            return;
        }
        String source = PageResources.page("scripts/" + module);
        List<String> exports = new ArrayList<>();
        String body = EXPORT.matcher(linked(module, source)).replaceAll(export -> {
            exports.add(export.group(1));
            return "";
        });
        modules.put(
                module,
                "const %s = (() => {\n%sreturn { %s };\n})();\n"
                        .formatted(variable(module), body, String.join(", ", exports)));
    }

    /** The module's source with constants in place of imports; adds the modules that it imports. */
    private String linked(String module, String source) {
        return IMPORT.matcher(source).replaceAll(found -> {
            String imported = URI.create(module).resolve(found.group(2)).toString();
            add(imported);
            return Matcher.quoteReplacement(constants(found, imported));
        });
    }

    private static String constants(MatchResult found, String imported) {
        return "const {%s} = %s;".formatted(found.group(1).replace(" as ", ": "), variable(imported));
    }

    private static String variable(String module) {
        return "$" + module.replaceAll("\\W", "_");
    }
}
