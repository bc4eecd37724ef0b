package dev.shakedown.local.report;

import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.local.client.JobRecord;
import dev.shakedown.local.label.JobLabel;
import java.util.List;

/** The numbers, a job a row; the row's number leads to its pictures. */
final class NumbersTable {

    private NumbersTable() {}

    static Html of(List<JobRecord> records) {
        List<Html> rows = records.stream().map(NumbersTable::row).toList();
        return Html.of("""
                <div class="scroll"><table>
                <thead>
                <tr><th colspan="6"></th><th colspan="4" class="group">PSNR to <i>x</i>, dB</th>
                <th colspan="3" class="group">NCC to target</th><th></th></tr>
                <tr><th>job</th><th>image</th><th>kernel</th><th>network</th><th>attack</th><th class="n">ε</th>
                <th class="n">blurred</th><th class="n">clean</th><th class="n">attacked</th><th class="n">8-bit</th>
                <th class="n">clean</th><th class="n">attacked</th><th class="n">8-bit</th>
                <th class="n">Lipschitz</th></tr>
                </thead>
                <tbody>
                {}
                </tbody></table></div>""", Html.join(rows));
    }

    private static Html row(JobRecord record) {
        JobLabel label = JobLabel.of(record.request());
        Html what = Html.of(
                """
                <td><a href="#job-{}">{}</a></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class="n">{}/255</td>""",
                record.request().ordinal(),
                record.request().ordinal() + 1,
                label.image(),
                label.kernel(),
                label.network(),
                label.attack(),
                label.budget());
        Html numbers = record.success()
                .map(success -> numbers(success.evaluation()))
                .orElseGet(() -> Html.of(
                        "<td colspan=\"8\" class=\"failed\">{}</td>",
                        record.failure()
                                .map(failure -> "failed: " + failure.message())
                                .orElse("not ended")));
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
