package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.Evaluation;
import java.util.List;

/**
 * The numbers, a row for each job, or for each of its judges where any job has others than the network under attack;
 * the row's number leads to its pictures.
 */
final class NumbersTable {

    private NumbersTable() {}

    static Html of(List<JobRecord> records) {
        boolean judgedElsewhere = records.stream().anyMatch(JobRecord::judgedElsewhere);
        List<Html> rows = records.stream()
                .flatMap(record -> rows(record, judgedElsewhere).stream())
                .toList();
        return Html.of(
                """
                <div class="scroll"><table>
                <thead>
                <tr><th colspan="{}"></th><th colspan="4" class="group">PSNR to <i>x</i>, dB</th>
                <th colspan="3" class="group">NCC to target</th><th></th></tr>
                <tr><th>job</th><th>image</th><th>kernel</th><th>network</th>{}<th>attack</th><th class="n">ε</th>
                <th class="n">blurred</th><th class="n">clean</th><th class="n">attacked</th><th class="n">8-bit</th>
                <th class="n">clean</th><th class="n">attacked</th><th class="n">8-bit</th>
                <th class="n">Lipschitz</th></tr>
                </thead>
                <tbody>
                {}
                </tbody></table></div>""",
                judgedElsewhere ? 7 : 6,
                judgedElsewhere ? Html.of("<th>judged on</th>") : Html.NOTHING,
                Html.join(rows));
    }

    private static List<Html> rows(JobRecord record, boolean judgedElsewhere) {
        if (record.evaluations().isEmpty()) {
            Html noNumbers = Html.of(
                    "<td colspan=\"8\" class=\"failed\">{}</td>",
                    record.failure()
                            .map(failure -> "failed: " + failure.message())
                            .orElse("not ended"));
            return List.of(row(record, judgedElsewhere ? cell(Numbers.NOTHING) : Html.NOTHING, noNumbers));
        }
        return record.evaluations().stream()
                .map(judged -> row(
                        record,
                        judgedElsewhere ? cell(JobRecord.judge(judged)) : Html.NOTHING,
                        numbers(judged.evaluation())))
                .toList();
    }

    private static Html cell(String text) {
        return Html.of("<td>{}</td>", text);
    }

    private static Html row(JobRecord record, Html judge, Html numbers) {
        JobLabel label = JobLabel.of(record.request());
        Html what = Html.of(
                """
                <td><a href="#job-{}">{}</a></td><td>{}</td><td>{}</td><td>{}</td>{}<td>{}</td><td class="n">{}</td>""",
                record.request().ordinal(),
                record.request().ordinal() + 1,
                label.image(),
                label.kernel(),
                label.network(),
                judge,
                label.attack(),
                Norms.budget(Norms.of(record.request()), label.budget()));
        return Html.of("<tr>{}{}</tr>", what, numbers);
    }

    private static Html numbers(Evaluation evaluation) {
        return Html.of(
                """
                <td class="n">{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td>\
                <td class="n">{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td>""",
                Numbers.psnr(evaluation.blurredToSharp()),
                Numbers.psnr(evaluation.cleanToSharp()),
                emphasised(Numbers.psnr(evaluation.attackedToSharp())),
                Numbers.psnr(evaluation.eightBitToSharp()),
                Numbers.ncc(evaluation.cleanToTarget()),
                emphasised(Numbers.ncc(evaluation.attackedToTarget())),
                Numbers.ncc(evaluation.eightBitToTarget()),
                Numbers.decimal(evaluation.lipschitz(), 1));
    }

    private static Html emphasised(String number) {
        return number.equals(Numbers.NOTHING) ? Html.text(number) : Html.of("<b>{}</b>", number);
    }
}
