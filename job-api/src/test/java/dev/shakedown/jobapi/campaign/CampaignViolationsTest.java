package dev.shakedown.jobapi.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.http.Violation;
import dev.shakedown.jobapi.campaign.ReadOutcome.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A good document with one part replaced by something bad, and what must be said about it. */
class CampaignViolationsTest {

    private static final Map<String, String> GOOD = new TreeMap<>(Map.of(
            "schema", "1",
            "name", "demo",
            "images", "[{name: astronaut, sha256: <A>}]",
            "blurs", "[{kernel: {type: gaussian, size: 15, sigma: 2.0}}]",
            "networks", "[wiener]",
            "attacks", "[{type: untargeted}]",
            "budgets", "[4]",
            "seed", "0"));

    private static final String NAME =
            "text of 1 to 200 characters, none of them a control character, without spaces at its ends (quote a number)";
    private static final String SEED = "a whole number from 0 to 9007199254740991";
    private static final String STEPS = "a whole number from 1 to 100000";
    private static final String BUDGET = "a number above 0 and at most 255 (255ths)";
    private static final String SIZE = "an odd whole number from 3 to 255";
    private static final String TYPES = "untargeted, ground-truth, minimum-budget, targeted, localised, standard";
    private static final String ATTACK =
            "type, target, rectangle, patch, loss, tolerance, name, measure, mask, weighting, "
                    + "clampOutput, norm, start, update, steps, stepSize, clip, iterate, restarts, plateau, expectation, universal, traceEvery, evaluateAt, grey, zeroMean, perturb, kernelNorm, kernelBudget";
    private static final Map<String, String> ABBREVIATIONS = Map.of(
            "$LABEL",
            NAME.replace("200", "100"),
            "$NAME",
            NAME,
            "$SEED",
            SEED,
            "$STEPS",
            STEPS,
            "$BUDGET",
            BUDGET,
            "$SIZE",
            SIZE,
            "$TYPES",
            TYPES,
            "$ATTACK",
            ATTACK);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "(missing)",
            value = {
                // the document's own fields
                "schema   | 2                 | schema       | 2       | a whole number from 1 to 1",
                "schema   | one               | schema       | one     | a whole number from 1 to 1",
                "retention | some             | retention    | some    | one of all, metrics, perturbations",
                "name     | ~                 | name         | (missing) | $NAME",
                "name     | 2024              | name         | 2024    | $NAME",
                "name     | a b               | (none)       | (missing) | (missing)",
                "name     | ../a/b            | (none)       | (missing) | (missing)",
                "name     | [demo]            | name         | [\"demo\"] | $NAME",
                "seed     | -1                | seed         | -1      | $SEED",
                "seed     | 1.5               | seed         | 1.5     | $SEED",
                "seed     | 99999999999999999999999 | seed   | 99999999999999999999999 | $SEED",
                "seed     | .inf              | seed         | Infinity    | $SEED",
                "seed     | true              | seed         | true    | $SEED",
                "seed     | '7'             | seed         | 7       | $SEED",
                "seeds    | 0               | seeds        | 0       | a whole number from 1 to 1000",
                "seeds    | 1001            | seeds        | 1001    | a whole number from 1 to 1000",
                "seeds    | three           | seeds        | three   | a whole number from 1 to 1000",
                "seeds    | [1, 2]          | seeds        | [1,2]   | a whole number from 1 to 1000",

                // empty lists and wrong types
                "images   | ~                 | images       | (missing) | a list of at least one image",
                "images   | []                | images       | []      | a list of at least one image",
                "images   | {name: x}         | images       | {\"name\":\"x\"} | a list of at least one image",
                "images   | [astronaut]       | images[0]    | astronaut | a mapping with the sha256 of a sharp image, or with a blurred image",
                "blurs    | []                | blurs        | []      | a list of at least one blur, because sharp images are to be blurred",
                "blurs    | ~                 | blurs        | (missing) | a list of at least one blur, because sharp images are to be blurred",
                "blurs    | [gaussian]        | blurs[0]     | gaussian | a mapping with a kernel, a grid or a cameraPath, and perhaps boundary, noise, clampBlurred and roundTo8Bit",
                "networks | []                | networks     | []      | a list of at least one network id",
                "networks | wiener            | networks     | wiener  | a list of at least one network id",
                "attacks  | []                | attacks      | []      | a list of at least one attack",
                "attacks  | [untargeted]      | attacks[0]   | untargeted | a mapping with a type, one of $TYPES",
                "budgets  | []                | budgets      | []      | a list of at least one budget",

                // budgets
                "budgets  | [4, 0]            | budgets[1]   | 0       | $BUDGET",
                "budgets  | [-4]              | budgets[0]   | -4      | $BUDGET",
                "budgets  | [256]             | budgets[0]   | 256     | $BUDGET",
                "budgets  | [.nan]            | budgets[0]   | NaN     | $BUDGET",
                "budgets  | [.inf]            | budgets[0]   | Infinity | $BUDGET",
                "budgets  | [1e999]           | budgets[0]   | Infinity | $BUDGET",
                "budgets  | [NaN]             | budgets[0]   | NaN     | $BUDGET",
                "budgets  | ['4']           | budgets[0]   | 4       | $BUDGET",
                "budgets  | [[4]]             | budgets[0]   | [4]     | $BUDGET",
                "budgets  | [~]               | budgets[0]   | (missing) | $BUDGET",
                "budgets  | [4, 8, 4.0]       | budgets[2]   | 4.0     | unlike every other entry; budgets[0] says the same",

                // networks
                "networks | [weiner]          | networks[0]  | weiner  | one of the networks that workers serve: mprnet, tiny, wiener; did you mean wiener?",
                "networks | [7]               | networks[0]  | 7       | one of the networks that workers serve: mprnet, tiny, wiener",
                "networks | [wiener, tiny, wiener] | networks[2] | wiener | unlike every other entry; networks[0] says the same",
                "networks | [mprnet]          | (none)       | (missing) | (missing)",

                // attacks
                "attacks  | [{type: untargeted, steps: -5}]     | attacks[0].steps    | -5   | $STEPS",
                "attacks  | [{type: untargeted, steps: 0}]      | attacks[0].steps    | 0    | $STEPS",
                "attacks  | [{type: untargeted, steps: 100001}] | attacks[0].steps    | 100001 | $STEPS",
                "attacks  | [{type: untargeted, steps: many}]   | attacks[0].steps    | many | $STEPS",
                "attacks  | [{type: untargeted, steps: 2.5}]    | attacks[0].steps    | 2.5  | $STEPS",
                "attacks  | [{type: untargeted, stepSize: 0}]   | attacks[0].stepSize | 0    | a number above 0 and at most 1",
                "attacks  | [{type: untargeted, stepSize: .nan}] | attacks[0].stepSize | NaN | a number above 0 and at most 1",
                "attacks  | [{type: untargeted, clip: 1}]       | attacks[0].clip     | 1    | true or false",
                "attacks  | [{type: untargeted, iterate: frist}] | attacks[0].iterate | frist | one of best, last",
                "attacks  | [{type: untargeted, iterate: lst}]  | attacks[0].iterate  | lst  | one of best, last; did you mean last?",
                "attacks  | [{type: untargeted, setps: 5}]      | attacks[0].setps    | 5    | a field of an attack ($ATTACK); did you mean steps?",
                "attacks  | [{type: untargeted, wild: {a: [1]}}] | attacks[0].wild    | {\"a\":[1]} | a field of an attack ($ATTACK)",
                "attacks  | [{steps: 5}]                        | attacks[0].type     | (missing) | one of $TYPES",
                "attacks  | [{type: target}]                    | attacks[0].type     | target | one of $TYPES; did you mean targeted?",
                "attacks  | [{type: untargeted, target: {sha256: <B>}}] | attacks[0].target | {\"sha256\":\"<B>\"} | absent, because only a targeted attack has a target",
                "attacks  | [{type: targeted}]                  | attacks[0].target   | (missing) | the target image: a mapping with the name of an image of this campaign, or with the sha256 of an upload",
                "attacks  | [{type: targeted, target: cat}]     | attacks[0].target   | cat  | the target image: a mapping with the name of an image of this campaign, or with the sha256 of an upload",
                "attacks  | [{type: targeted, target: {name: astronut}}] | attacks[0].target.name | astronut | the name of an image of this campaign whose sharp photograph is known; did you mean astronaut?",
                "attacks  | [{type: targeted, target: {sha256: <G>}}] | attacks[0].target | 48x64 | an image of the size of every image under attack; images[0] is 64x48; one of the two is turned by 90 degrees: does it lack its EXIF orientation?",
                "attacks  | [{type: targeted, target: {sha256: <C>}}] | attacks[0].target | 20x16 | an image of the size of every image under attack; images[0] is 64x48",
                "attacks  | [{type: targeted, target: {file: cat.png}}] | attacks[0].target.file | cat.png | replaced by the sha256 of an uploaded image: ./shakedown submit uploads files and puts it in, or upload with POST /api/v1/images",
                "attacks  | [{type: untargeted}, {type: untargeted, steps: 250}] | attacks[1] | a second time | unlike every other entry; attacks[0] says the same",
                "attacks  | [{name: a, type: untargeted}, {name: a, type: untargeted, steps: 5}] | attacks[1].name | a | unlike every other attack's name; attacks[0] has it",
                "attacks  | [{name: a, type: untargeted}, {name: a, type: untargeted}] | attacks[1] | a second time | unlike every other entry; attacks[0] says the same",
                "attacks  | [{name: 7, type: untargeted}]       | attacks[0].name     | 7    | $LABEL",
                "attacks  | [{name: ' a', type: localised, rectangle: {left: 0, top: 0, width: 20, height: 15}, patch: {text: A}}] | attacks[0].name | ` a` | $LABEL",
                "attacks  | [{objective: {type: untargeted, name: x}}] | attacks[0].objective.name | x | absent, because only a target or an edit has a name here",
                "attacks  | [{type: targeted, target: {sha256: <B>, name: x}}, {type: targeted, target: {sha256: <B>, name: y}}] | attacks[1] | a second time | unlike every other entry; attacks[0] says the same",
                "attacks  | [{objective: {type: targeted, name: x}}] | attacks[0].objective.target | (missing) | the target image: a mapping with the name of an image of this campaign, or with the sha256 of an upload",

                // options of attacks that are wrong, alone or together
                "attacks  | [{type: untargeted, norm: l1}]      | attacks[0].norm     | l1   | one of l2, linf; did you mean l2?",
                "attacks  | [{type: untargeted, start: zero}]   | attacks[0].start    | zero | uniform or gaussian, because the distance to the clean output has no gradient at 0",
                "attacks  | [{type: ground-truth, start: zero}] | (none)              | (missing) | (missing)",
                "attacks  | [{type: untargeted, norm: l2, update: sign}] | attacks[0].update | sign | adam, gradient or apgd, because signs are the steepest step in the max norm, not in l2",
                "attacks  | [{type: untargeted, update: gradient}] | attacks[0].update | gradient | adam, sign or apgd, because the gradient is the steepest step in l2, not in the max norm",
                "attacks  | [{type: ground-truth, start: zero, restarts: 2}] | attacks[0].restarts | 2 | 1, because every search from zero would be the same",
                "attacks  | [{type: untargeted, stepSize: budget/0}] | attacks[0].stepSize | budget/0 | a number above 0 and at most 1, or budget/N with N from 0.01 to 1000000, for example budget/4",
                "attacks  | [{type: untargeted, stepSize: 4/budget}] | attacks[0].stepSize | 4/budget | a number above 0 and at most 1, or budget/N with N from 0.01 to 1000000, for example budget/4",
                "attacks  | [{type: untargeted, norm: l2, update: gradient, stepSize: budget / 2.5}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, budgetParts: 4}] | attacks[0].budgetParts | 4 | a field of an attack ($ATTACK)",
                "attacks  | [{type: untargeted, measure: l3}]   | attacks[0].measure  | l3   | one of l1, l2, mse; did you mean l1?",
                "attacks  | [{type: untargeted, weighting: sine}] | attacks[0].weighting | sine | one of cosine",
                "attacks  | [{type: untargeted, clampOutput: 1}] | attacks[0].clampOutput | 1 | true or false",
                "attacks  | [{type: untargeted, measure: l1, weighting: cosine, clampOutput: true}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, update: apgd, iterate: last}] | attacks[0].iterate | last | best, because apgd goes on from its best iterate, which is its result",
                "attacks  | [{type: untargeted, update: apgd, norm: l2, steps: 40, plateau: {steps: 20}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, update: square, steps: 50, restarts: 2, measure: mse}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, update: square, expectation: {kernels: [{type: gaussian, size: 5, sigma: 1}]}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, update: square, norm: l2}] | attacks[0].update | square | adam, gradient or apgd, because squares reach the bounds of the max norm",
                "attacks  | [{type: untargeted, update: square, stepSize: 0.01}] | attacks[0].stepSize | 0.01 | absent, because square sets values to the bounds of the budget",
                "attacks  | [{type: untargeted, update: square, stepSize: budget/4}] | attacks[0].stepSize | budget/4 | absent, because square sets values to the bounds of the budget",
                "attacks  | [{type: untargeted, update: square, iterate: last}] | attacks[0].iterate | last | best, because square goes on from its best iterate, which is its result",
                "attacks  | [{type: untargeted, update: square, expectation: {noiseSigma: 0.1}}] | attacks[0].expectation | {\"noiseSigma\":0.1} | without noiseSigma, because square compares objectives of several steps",
                "attacks  | [{type: minimum-budget, loss: 6, update: square}] | attacks[0].update | square | adam, sign or apgd, because square cannot show that a budget is too small",
                "attacks  | [{type: minimum-budget}]             | attacks[0].loss      | (missing) | a number from 0.01 to 100",
                "attacks  | [{type: minimum-budget, loss: 6, tolerance: 0}] | attacks[0].tolerance | 0 | a number from 0.01 to 255",
                "attacks  | [{type: ground-truth, loss: 6}]      | attacks[0].loss      | 6    | absent, because only minimum-budget seeks a budget",
                "attacks  | [{type: minimum-budget, loss: 6, norm: l2}] | attacks[0].norm | l2 | linf, because minimum-budget bisects the max norm of one perturbation by PSNR",
                "attacks  | [{type: minimum-budget, loss: 6, clampOutput: false}] | attacks[0].clampOutput | false | true, because minimum-budget bisects the max norm of one perturbation by PSNR",
                "attacks  | [{type: minimum-budget, loss: 6, iterate: last}] | attacks[0].iterate | last | best, because minimum-budget bisects the max norm of one perturbation by PSNR",
                "attacks  | [{type: minimum-budget, loss: 6, steps: 20, update: apgd, tolerance: 1}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, steps: 20, evaluateAt: [5, 10, 20]}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, steps: 20, evaluateAt: [5, 21]}] | attacks[0].evaluateAt | [5,21] | at most 100 ascending whole numbers from 1 to 20, the number of steps, for example [5, 10, 20]",
                "attacks  | [{type: untargeted, steps: 20, evaluateAt: [5, 5]}] | attacks[0].evaluateAt | [5,5] | at most 100 ascending whole numbers from 1 to 20, the number of steps, for example [5, 10, 20]",
                "attacks  | [{type: untargeted, steps: 20, evaluateAt: [2.5]}] | attacks[0].evaluateAt | [2.5] | at most 100 ascending whole numbers from 1 to 20, the number of steps, for example [5, 10, 20]",
                "attacks  | [{type: untargeted, evaluateAt: 5}] | attacks[0].evaluateAt | 5 | at most 100 ascending whole numbers from 1 to 250, the number of steps, for example [5, 10, 20]",
                "attacks  | [{type: untargeted, update: apgd, evaluateAt: [5]}] | attacks[0].update | apgd | adam, sign or gradient with evaluateAt, because apgd and square depend on the number of steps",
                "attacks  | [{type: untargeted, update: square, evaluateAt: [5]}] | attacks[0].update | square | adam, sign or gradient with evaluateAt, because apgd and square depend on the number of steps",
                "attacks  | [{type: untargeted, plateau: {steps: 20}, evaluateAt: [5]}] | attacks[0].plateau | {\"steps\":20} | absent with evaluateAt, because the steps could end before",
                "attacks  | [{type: standard, steps: 50}]      | attacks[0].steps    | 50   | a field of a standard attack, which has no parameters (type, target)",
                "attacks  | [{type: standard, target: {sha256: <C>}}] | attacks[0].target | 20x16 | an image of the size of every image under attack; images[0] is 64x48",
                "attacks  | [{type: standard}, {type: ground-truth, steps: 100, update: apgd}] | attacks[1] | a second time | unlike every other entry; attacks[0] says the same",
                "attacks  | [{objective: {type: standard}}]     | attacks[0].objective.type | standard | the type of an objective: a standard attack is written without a mapping objective",
                "attacks  | [{type: standard}, {type: standard, target: {sha256: <B>}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, restarts: 65}]  | attacks[0].restarts | 65   | a whole number from 1 to 64",
                "attacks  | [{type: untargeted, plateau: {steps: 5}}] | attacks[0].plateau | {\"steps\":5} | of at least 10 steps, because the objective is looked at every 10 (traceEvery)",
                "attacks  | [{type: untargeted, plateau: {steps: 5}, traceEvery: 5}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, plateau: {improvement: 0.1}}] | attacks[0].plateau.steps | (missing) | $STEPS",
                "attacks  | [{type: untargeted, expectation: {samples: 4}}] | attacks[0].expectation.samples | 4 | 1, because without noiseSigma every draw is the same",
                "attacks  | [{type: untargeted, expectation: {}}] | attacks[0].expectation.noiseSigma | (missing) | above 0 where there are neither kernels nor jpeg, because nothing would be drawn",
                "attacks  | [{type: untargeted, expectation: {jpeg: [75, 90]}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, update: square, expectation: {jpeg: [75]}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, expectation: {jpeg: [90, 75]}}] | attacks[0].expectation.jpeg | [90,75] | at most 10 ascending whole numbers from 1 to 100, qualities of JPEG files, for example [75, 90]",
                "attacks  | [{type: untargeted, expectation: {jpeg: [0]}}] | attacks[0].expectation.jpeg | [0] | at most 10 ascending whole numbers from 1 to 100, qualities of JPEG files, for example [75, 90]",
                "attacks  | [{type: untargeted, expectation: {jpeg: 75}}] | attacks[0].expectation.jpeg | 75 | at most 10 ascending whole numbers from 1 to 100, qualities of JPEG files, for example [75, 90]",
                "attacks  | [{type: untargeted, restarts: 64, expectation: {jpeg: [1, 2, 3], samples: 64, noiseSigma: 0.1}}] | attacks[0] | 12288 images a step | at most 4096: restarts x samples x qualities x kernels x images",
                "attacks  | [{type: untargeted, zeroMean: true}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, update: square, zeroMean: true}] | attacks[0].zeroMean | true | false, because a square sets values to the bounds of the budget",
                "attacks  | [{type: untargeted, expectation: {noiseSigma: 2}}] | attacks[0].expectation.noiseSigma | 2 | a number from 0 to 1",
                "attacks  | [{type: untargeted, expectation: {kernels: [{type: gaussian, size: 49, sigma: 2}]}}] | attacks[0].expectation.kernels[0].size | 49 | at most 48, the shorter side of images[0]",
                "attacks  | [{type: untargeted, universal: true, expectation: {kernels: [{type: gaussian, size: 9, sigma: 2}]}}] | attacks[0].universal | true | false, because an expectation over kernels is for one image at a time",
                "attacks  | [{type: untargeted, universal: true}] | attacks[0].universal | true | false, because a universal perturbation is for two images or more",
                "attacks  | [{type: untargeted, mask: {rectangle: {left: 60, top: 0, width: 5, height: 5}}}] | attacks[0].mask.rectangle | left 60, top 0, 5x5 | inside of every image; images[0] is 64x48",
                "attacks  | [{type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 5, height: 5}, inside: 0}}] | attacks[0].mask.inside | 0 | above 0 where outside is 0, because some pixel must count",
                "attacks  | [{type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 64, height: 48}, inside: 0, outside: 1}}] | attacks[0].mask | left 0, top 0, 64x48, inside 0.0, outside 1.0 | a mask with a weight above 0 in some pixel of every blurred image, for example inside 1, outside 0; there is none for images[0]",
                "attacks  | [{type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 5, height: 5}, inside: 1.0e-60}}] | attacks[0].mask | left 0, top 0, 5x5, inside 1.0E-60, outside 0.0 | a mask with a weight above 0 in some pixel of every blurred image, for example inside 1, outside 0; there is none for images[0]",
                "attacks  | [{type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 5}}}] | attacks[0].mask.rectangle.height | (missing) | a whole number from 1 to 8192",
                "attacks  | [{type: untargeted, mask: {sha256: <C>}}] | attacks[0].mask | 20x16 | an image of the size of every image under attack; images[0] is 64x48",
                "attacks  | [{type: localised, patch: {text: '90'}}] | attacks[0].rectangle | (missing) | a mapping with left, top, width and height in pixels",
                "attacks  | [{type: localised, rectangle: {left: 0, top: 0, width: 20, height: 15}, patch: {sha256: <C>}}] | attacks[0].patch | 20x16 | 20x15, the size of the rectangle",
                "attacks  | [{type: localised, rectangle: {left: 0, top: 0, width: 20, height: 16}, patch: {sha256: <C>}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: localised, rectangle: {left: 0, top: 0, width: 20, height: 15}, patch: {text: 90}}] | attacks[0].patch.text | 90 | text of 1 to 20 letters A to Z, digits, spaces and -.!? (quote a number)",
                "attacks  | [{type: localised, rectangle: {left: 0, top: 0, width: 20, height: 15}, patch: {text: A, colour: red}}] | attacks[0].patch.colour | red | a colour such as \"#ff0000\" (quoted, because # begins a comment)",
                "attacks  | [{type: localised, rectangle: {left: 0, top: 0, width: 20, height: 15}, patch: {text: A}}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, rectangle: {left: 0, top: 0, width: 20, height: 15}}] | attacks[0].rectangle | {\"left\":0,\"top\":0,\"width\":20,\"height\":15} | absent, because only a localised attack edits a region",

                // images
                "images   | [{name: a, sha256: <E>}]            | images[0].sha256    | <E>  | the SHA-256 of an uploaded image; the result-store has no such file, upload it with POST /api/v1/images",
                "images   | [{name: a, sha256: <D>}]            | images[0].sha256    | <D>  | the SHA-256 of an uploaded image; this is stored as application/x-npy",
                "images   | [{name: a, sha256: cafe}]           | images[0].sha256    | cafe | a SHA-256 as 64 lower-case hexadecimal digits",
                "images   | [{name: a}]                         | images[0].sha256    | (missing) | a SHA-256 as 64 lower-case hexadecimal digits",
                "images   | [{name: a, file: ../a.png}]         | images[0].file      | ../a.png | replaced by the sha256 of an uploaded image: ./shakedown submit uploads files and puts it in, or upload with POST /api/v1/images",
                "images   | [{name: a, sha256: <A>, width: 63}] | images[0].width     | 63   | 64, as the uploaded file has it",
                "images   | [{name: a, sha256: <A>, heigth: 48}] | images[0].heigth   | 48   | a field of a sharp image (type, name, dataSet, sha256, file, width, height, recipe); did you mean height?",
                "images   | [{sha256: <A>, dataSet: 7}]         | images[0].dataSet   | 7    | $NAME",
                "images   | [{sha256: <A>, dataSet: a b}]       | (none)              | (missing) | (missing)",
                "images   | [{name: a, sha256: <A>, type: shrap}] | images[0].type    | shrap | one of blurred, sharp; did you mean sharp?",
                "images   | [{name: a, sha256: <A>}, {name: a, sha256: <B>}] | images[1].name | a | unlike every other image's name; images[0] has it",
                "images   | [{name: a, sha256: <A>}, {name: b, sha256: <A>}] | images[1] | b | unlike every other entry; images[0] says the same",
                "images   | [{blurred: {sha256: <A>}}]          | images[0].kernel    | (missing) | the kernel that blurred the image, because network wiener is non-blind",
                "images   | [{blurred: {sha256: <A>}, sharp: {sha256: <C>}, kernel: {type: file, sha256: <D>}}] | images[0].sharp | 20x16 | of the size of the blurred image, 64x48",
                "images   | [{blurred: {sha256: <A>}, sharp: {sha256: <G>}, kernel: {type: file, sha256: <D>}}] | images[0].sharp | 48x64 | of the size of the blurred image, 64x48; one of the two is turned by 90 degrees: does it lack its EXIF orientation?",
                "images   | [{blurred: {sha256: <C>}, kernel: {type: gaussian, size: 17, sigma: 2}}] | images[0].kernel.size | 17 | at most 16, the image's shorter side",
                "images   | [{blurred: {sha256: <A>, name: x}, kernel: {type: file, sha256: <D>}}] | images[0].blurred.name | x | a field of a reference to an image (sha256, file, width, height, recipe)",

                // blurs
                "blurs    | [{boundary: valid}]                 | blurs[0].kernel     | (missing) | a mapping with a type and the fields of that type of kernel",
                "blurs    | [{kernel: {size: 3}}]               | blurs[0].kernel.type | (missing) | one of camera-shake, gaussian, disk, linear-motion, file, adjusted",
                "blurs    | [{kernel: {type: gausian, size: 3}}] | blurs[0].kernel.type | gausian | one of camera-shake, gaussian, disk, linear-motion, file, adjusted; did you mean gaussian?",
                "blurs    | [{kernel: {type: gaussian, size: 16, sigma: 2}}] | blurs[0].kernel.size | 16 | $SIZE",
                "blurs    | [{kernel: {type: gaussian, size: 1, sigma: 2}}] | blurs[0].kernel.size | 1 | $SIZE",
                "blurs    | [{kernel: {type: gaussian, sigma: 2}}] | blurs[0].kernel.size | (missing) | $SIZE",
                "blurs    | [{kernel: {type: gaussian, size: 257, sigma: 2}}] | blurs[0].kernel.size | 257 | $SIZE",
                "blurs    | [{kernel: {type: gaussian, size: 49, sigma: 2}}] | blurs[0].kernel.size | 49 | at most 48, the shorter side of images[0]",
                "blurs    | [{kernel: {type: gaussian, size: 15}}] | blurs[0].kernel.sigma | (missing) | a number from 0.01 to 255",
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: -.inf}}] | blurs[0].kernel.sigma | -Infinity | a number from 0.01 to 255",
                "blurs    | [{kernel: {type: disk, size: 15, radius: 8}}] | blurs[0].kernel.radius | 8 | a number from 0.01 to 7.5, half the kernel's size",
                "blurs    | [{kernel: {type: linear-motion, size: 21, length: 22, angle: 0}}] | blurs[0].kernel.length | 22 | a number from 0.01 to 21, the kernel's size",
                "blurs    | [{kernel: {type: linear-motion, size: 21, length: 15}}] | blurs[0].kernel.angle | (missing) | a number from -360 to 360",
                "blurs    | [{kernel: {type: camera-shake, size: 17, sigma: 3}}] | blurs[0].kernel.sigma | 3 | a field of a camera-shake kernel (type, size, seed, scaleTo, recentre)",
                "blurs    | [{kernel: {type: file, sha256: <E>}}] | blurs[0].kernel.sha256 | <E> | the SHA-256 of an uploaded kernel; the result-store has no such file, upload it with POST /api/v1/kernels",
                "blurs    | [{kernel: {type: file, sha256: <A>}}] | blurs[0].kernel.sha256 | <A> | the SHA-256 of an uploaded kernel; this is stored as image/png",
                "blurs    | [{kernel: {type: file, sha256: <D>, size: 7}}] | blurs[0].kernel.size | 7 | 5, as the uploaded file has it",
                "blurs    | [{kernel: {type: file, file: k.mat, variable: k, index: 0, pad: true}}] | blurs[0].kernel.file | k.mat | replaced by the sha256 of an uploaded kernel: ./shakedown submit uploads files and puts it in, or upload with POST /api/v1/kernels",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, boundary: mirror}] | blurs[0].boundary | mirror | one of reflect, circular, replicate, valid",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, noise: 0.1}] | blurs[0].noise | 0.1 | a mapping with sigma and perhaps seed",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, noise: {sigma: -1}}] | blurs[0].noise.sigma | -1 | a number from 0 to 1",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, roundTo8Bit: yes please}] | blurs[0].roundTo8Bit | yes please | true or false",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, clampBlurred: 1}] | blurs[0].clampBlurred | 1 | true or false",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, clampBlurred: false, roundTo8Bit: true}] | blurs[0].clampBlurred | false | true where roundTo8Bit is true, because a saved file is clamped to [0,1]",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}}, {kernel: {type: gaussian, size: 3, sigma: 1.0}, boundary: reflect}] | blurs[1] | a second time | unlike every other entry; blurs[0] says the same",

                // attacks on the kernel that networks are told
                "attacks  | [{type: untargeted, perturb: kernel, kernelBudget: 0.05}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, perturb: both, kernelBudget: 0.05, kernelNorm: linf, restarts: 3}] | (none) | (missing) | (missing)",
                "attacks  | [{type: untargeted, perturb: kernels, kernelBudget: 0.05}] | attacks[0].perturb | kernels | one of both, image, kernel; did you mean kernel?",
                "attacks  | [{type: untargeted, perturb: kernel}] | attacks[0].kernelBudget | (missing) | a number from 0.001 to 1",
                "attacks  | [{type: untargeted, perturb: kernel, kernelBudget: 2}] | attacks[0].kernelBudget | 2 | a number from 0.001 to 1",
                "attacks  | [{type: untargeted, kernelBudget: 0.1}] | attacks[0].kernelBudget | 0.1 | absent, because perturb is image; for example perturb: kernel",
                "attacks  | [{type: untargeted, kernelNorm: l2}] | attacks[0].kernelNorm | l2 | absent, because perturb is image; for example perturb: kernel",
                "attacks  | [{type: untargeted, perturb: both, kernelBudget: 0.1, update: sign}] | attacks[0].update | sign | adam, because perturb: both searches for one kernel with Adam's updates",
                "attacks  | [{type: untargeted, perturb: kernel, kernelBudget: 0.1, grey: true}] | attacks[0].grey | true | false, because perturb: kernel searches for one kernel with Adam's updates",
                "attacks  | [{type: minimum-budget, loss: 6, perturb: both, kernelBudget: 0.1}] | attacks[0].type | minimum-budget | another than minimum-budget, because perturb: both searches for one kernel with Adam's updates",

                // adjusted kernels
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: 2, scaleTo: 20}}] | blurs[0].kernel.scaleTo | 20 | $SIZE",
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: 2, scaleTo: 257}}] | blurs[0].kernel.scaleTo | 257 | $SIZE",
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: 2, scaleTo: .nan}}] | blurs[0].kernel.scaleTo | NaN | $SIZE",
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: 2, scaleTo: 49}}] | blurs[0].kernel.scaleTo | 49 | at most 48, the shorter side of images[0]",
                "blurs    | [{kernel: {type: gaussian, size: 49, sigma: 2, scaleTo: 47}}] | (none) | (missing) | (missing)",
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: 2, recentre: 1}}] | blurs[0].kernel.recentre | 1 | true or false",
                "blurs    | [{kernel: {type: gaussian, size: 15, sigma: 2, recenter: true}}] | blurs[0].kernel.recenter | true | a field of a gaussian kernel (type, size, sigma, scaleTo, recentre); did you mean recentre?",
                "blurs    | [{kernel: {type: adjusted, recentre: true}}] | blurs[0].kernel.kernel | (missing) | a mapping with a type and the fields of that type of kernel",
                "blurs    | [{kernel: {type: adjusted, kernel: {type: gaussian, size: 5, sigma: 2, scaleTo: 7}, scaleTo: 9}}] | blurs[0].kernel.kernel | {\"type\":\"gaussian\",\"size\":5,\"sigma\":2,\"scaleTo\":7} | a kernel that is not adjusted itself",
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1, scaleTo: 3}}, {kernel: {type: gaussian, size: 3, sigma: 1}}] | blurs[1] | a second time | unlike every other entry; blurs[0] says the same",
                "images   | [{blurred: {sha256: <C>}, kernel: {type: gaussian, size: 5, sigma: 2, scaleTo: 17}}] | images[0].kernel.scaleTo | 17 | at most 16, the image's shorter side",

                // grids
                "blurs    | [{kernel: {type: gaussian, size: 3, sigma: 1}, grid: {rows: 1}}] | blurs[0].grid | {\"rows\":1} | absent, because the blur has a kernel",
                "blurs    | [{grid: 4x4}]  | blurs[0].grid | 4x4 | a mapping with rows, columns and kernels",
                "blurs    | [{grid: {rows: 0, columns: 1, kernels: [{type: gaussian, size: 3, sigma: 1}]}}] | blurs[0].grid.rows | 0 | a whole number from 1 to 16",
                "blurs    | [{grid: {rows: 1, columns: 17, kernels: [{type: gaussian, size: 3, sigma: 1}]}}] | blurs[0].grid.columns | 17 | a whole number from 1 to 16",
                "blurs    | [{grid: {columns: 1, kernels: [{type: gaussian, size: 3, sigma: 1}]}}] | blurs[0].grid.rows | (missing) | a whole number from 1 to 16",
                "blurs    | [{grid: {rows: 1, columns: 1, kernels: []}}] | blurs[0].grid.kernels | [] | a list of rows x columns kernels, row by row",
                "blurs    | [{grid: {rows: 2, columns: 2, kernels: [{type: gaussian, size: 3, sigma: 1}]}}] | blurs[0].grid.kernels | 1 kernels | a list of 4 kernels, row by row, for 2 rows and 2 columns",
                "blurs    | [{grid: {rows: 1, columns: 2, kernels: [{type: gaussian, size: 3, sigma: 1}, {type: gaussian, size: 3, sigma: 0}]}}] | blurs[0].grid.kernels[1].sigma | 0 | a number from 0.01 to 255",
                "blurs    | [{grid: {rows: 1, columns: 2, kernels: [{type: gaussian, size: 3, sigma: 1}, {type: gaussian, size: 49, sigma: 1}]}}] | blurs[0].grid.kernels[1].size | 49 | at most 48, the shorter side of images[0]",
                "blurs    | [{grid: {rows: 1, columns: 1, kernels: [{type: gaussian, size: 3, sigma: 1}], kernel: []}}] | blurs[0].grid.kernel | [] | a field of a grid (rows, columns, kernels); did you mean kernels?",

                // camera paths
                "blurs    | [{cameraPath: 3}] | blurs[0].cameraPath | 3 | a mapping with maxShift, maxRotation or maxTilt, and perhaps focalLength, frames and seed",
                "blurs    | [{cameraPath: {seed: 3}}] | blurs[0].cameraPath | a camera that stands still | a maxShift, maxRotation or maxTilt above 0",
                "blurs    | [{cameraPath: {maxShift: -1}}] | blurs[0].cameraPath.maxShift | -1 | a number from 0 to 127",
                "blurs    | [{cameraPath: {maxShift: .inf}}] | blurs[0].cameraPath.maxShift | Infinity | a number from 0 to 127",
                "blurs    | [{cameraPath: {maxRotation: .nan}}] | blurs[0].cameraPath.maxRotation | NaN | a number from 0 to 45",
                "blurs    | [{cameraPath: {maxTilt: 21}}] | blurs[0].cameraPath.maxTilt | 21 | a number from 0 to 20",
                "blurs    | [{cameraPath: {maxTilt: 1, focalLength: 0}}] | blurs[0].cameraPath.focalLength | 0 | a number from 0.1 to 100",
                "blurs    | [{cameraPath: {maxShift: 3, frames: 2}}] | blurs[0].cameraPath.frames | 2 | a whole number from 3 to 1001",
                "blurs    | [{cameraPath: {maxShift: 3, seed: -1}}] | blurs[0].cameraPath.seed | -1 | $SEED",
                "blurs    | [{cameraPath: {maxShift: 2, maxShit: 3}}] | blurs[0].cameraPath.maxShit | 3 | a field of a camera path (maxShift, maxRotation, maxTilt, focalLength, frames, seed); did you mean maxShift?",
                "blurs    | [{cameraPath: {maxShift: 24}}] | blurs[0].cameraPath | moves pixels of images[0] by up to 24 | a path that moves them by at most 23, half its shorter side; make maxShift, maxRotation, maxTilt or focalLength smaller",
                "blurs    | [{cameraPath: {maxTilt: 20, focalLength: 100}}] | blurs[0].cameraPath | moves the centre of images[0] by up to 2330 pixels | a path that moves it by at most 127; make maxShift, maxRotation, maxTilt or focalLength smaller",
                "blurs    | [{cameraPath: {maxTilt: 20, focalLength: 0.1}}] | blurs[0].cameraPath | moves pixels of images[0] by up to infinity | a path that moves them by at most 23, half its shorter side; make maxShift, maxRotation, maxTilt or focalLength smaller",
            })
    void namesTheFieldTheValueAndWhatWouldBeRight(
            String part, String written, String field, String value, String expected) {
        List<Violation> violations = violations(Map.of(part, written));

        if (field.equals("(none)")) {
            assertThat(violations).isEmpty();
            return;
        }
        assertThat(violations).containsExactly(new Violation(field, hashes(value), full(expected)));
    }

    @Test
    void refusesAnUnknownFieldOfTheDocument() {
        assertThat(violations(Map.of("imagse", "[]")))
                .containsExactly(
                        new Violation(
                                "imagse",
                                "[]",
                                "a field of a campaign (schema, name, images, blurs, networks, evaluateOn, craftIn, attacks,"
                                        + " budgets, seed, seeds, priority, retention, furtherMetrics, keepOutputs, published); did you mean images?"));
    }

    @Test
    void refusesSeedsBeyondTheLastOne() {
        assertThat(violations(Map.of("seed", "9007199254740990", "seeds", "3")))
                .containsExactly(
                        new Violation("seeds", "3", "so few that the last one, seed + seeds - 1, is at most 2^53 - 1"));
        assertThat(violations(Map.of("seed", "9007199254740990", "seeds", "2"))).isEmpty();
    }

    @Test
    void refusesToKeepOutputsWhereNoArrayIsKept() {
        assertThat(violations(Map.of("retention", "metrics", "keepOutputs", "true")))
                .containsExactly(new Violation(
                        "keepOutputs", "true", "false where retention is metrics, which keeps numbers alone"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "psnr-y | furtherMetrics: psnr-y: must be a list of METRICS",
                "[psnr] | furtherMetrics[0]: psnr: must be METRICS",
                "[jpeg-0] | furtherMetrics[0]: jpeg-0: must be METRICS",
                "[jpeg-101] | furtherMetrics[0]: jpeg-101: must be METRICS",
                "[jpeg-075] | furtherMetrics[0]: jpeg-075: must be METRICS",
                "[75] | furtherMetrics[0]: 75: must be METRICS",
                "[psnr-y, jpeg-75, psnr-y] | furtherMetrics[2]: psnr-y: must be unlike every other entry",
                "[jpeg-1, jpeg-2, jpeg-3, jpeg-4, jpeg-5, jpeg-6, jpeg-7, jpeg-8, jpeg-9, jpeg-10, jpeg-11]"
                        + " | furtherMetrics: a list of 11: must be at most 10 metrics",
            })
    void refusesMetricsThatThereAreNot(String metrics, String line) {
        assertThat(violations(Map.of("furtherMetrics", metrics)))
                .extracting(violation -> violation.field() + ": "
                        + (violation.value().startsWith("[") ? "a list of 11" : violation.value()) + ": must be "
                        + violation.expected())
                .containsExactly(line.replace(
                        "METRICS", "psnr-y, ssim-y, or jpeg-Q with a quality Q from 1 to 100, such as jpeg-75"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network: wienr, psnr: 20 | network: wienr: must be one of the campaign's networks: wiener; did you mean wiener?",
                "network: wiener, attack: pgd, psnr: 20 | attack: pgd: must be one of the campaign's attacks: "
                        + "untargeted, 250 steps, adam 0.001",
                "network: wiener, budget: 4, psnr: 20 | budget: 4: must be absent without an attack, because the figure is "
                        + "that of the clean output",
                "network: wiener, attack: '*', budget: 8, psnr: 20 | budget: 8: must be one of the campaign's budgets: [4.0]",
                "network: wiener, psnr: high | psnr: high: must be a number from -100 to 200",
            })
    void refusesPublishedFiguresThatBelongToNothing(String figure, String line) {
        String named = figure.replace("'*'", "\"untargeted, 250 steps, adam 0.001\"");

        assertThat(violations(Map.of("published", "[{" + named + "}]")))
                .extracting(Violation::line)
                .containsExactly("published[0]." + line);
    }

    @Test
    void refusesARecipeThatIsTooLong() {
        String image = "[{name: a, sha256: <A>, recipe: %s}]";

        assertThat(violations(Map.of("images", image.formatted("r".repeat(500)))))
                .isEmpty();
        assertThat(violations(Map.of("images", image.formatted("r".repeat(501)))))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.field()).isEqualTo("images[0].recipe");
                    assertThat(violation.expected())
                            .isEqualTo("1 to 500 printable ASCII characters that say how the image was made");
                });
    }

    @Test
    void refusesADocumentThatIsNoMapping() {
        assertThat(((Rejected) ServedTestNetworks.read("[1, 2]")).violations())
                .containsExactly(new Violation("document", "[1,2]", "a mapping with the fields of a campaign"));
    }

    @Test
    void refusesAnImageBelowTheNetworksMinimum() {
        assertThat(violations(Map.of("images", "[{name: s, sha256: <C>}]", "networks", "[mprnet, tiny]")))
                .containsExactly(new Violation(
                        "images[0]", "20x16 after blurs[0]", "at least 32x32, the minimum of network mprnet"));
    }

    @Test
    void measuresAnImageAfterValidBlurAgainstTheNetworksMinimum() {
        String valid = "[{kernel: {type: gaussian, size: 19, sigma: 2}, boundary: valid}]";

        assertThat(violations(Map.of("blurs", valid, "networks", "[mprnet]")))
                .containsExactly(new Violation(
                        "images[0]", "46x30 after blurs[0]", "at least 32x32, the minimum of network mprnet"));
    }

    @Test
    void refusesAGridWithMorePatchesThanTheImageHasPixels() {
        String kernels = "{type: gaussian, size: 3, sigma: 1}, ".repeat(16);
        String tiny = "[{name: s, sha256: <F>}]";

        assertThat(violations(Map.of(
                        "images",
                        tiny,
                        "networks",
                        "[tiny]",
                        "blurs",
                        "[{grid: {rows: 1, columns: 16, kernels: [%s]}}, {grid: {rows: 16, columns: 1, kernels: [%s]}}]"
                                .formatted(kernels, kernels))))
                .containsExactly(
                        new Violation("blurs[0].grid.columns", "16", "at most 10, the width of images[0]"),
                        new Violation("blurs[1].grid.rows", "16", "at most 8, the height of images[0]"));
    }

    @Test
    void refusesTooManyJobs() {
        String budgets = java.util.stream.IntStream.rangeClosed(1, 50_001)
                .mapToObj(i -> Double.toString(i / 1000.0))
                .collect(java.util.stream.Collectors.joining(", ", "[", "]"));

        assertThat(violations(Map.of("budgets", budgets, "networks", "[wiener, tiny]")))
                .containsExactly(new Violation(
                        "document",
                        "100002 jobs",
                        "at most 100000 jobs: images x blurs x networks x attacks x budgets"));
    }

    @Test
    void anAttackOnTheKernelIsForNetworksThatAreTold() {
        String attacks = "[{type: untargeted, perturb: kernel, kernelBudget: 0.05}]";

        assertThat(violations(Map.of("attacks", attacks, "networks", "[wiener, tiny]")))
                .containsExactly(
                        new Violation(
                                "attacks[0].perturb",
                                "kernel",
                                "image, because network tiny is blind and is told no kernel; or give non-blind networks alone, for example wiener"));
        assertThat(violations(Map.of("attacks", attacks, "evaluateOn", "[tiny]")))
                .extracting(Violation::field)
                .containsExactly("attacks[0].perturb");
    }

    @Test
    void aPublishedFigureOfAnAttackOnTheKernelAloneNeedsNoBudget() {
        String attacks =
                "[{name: image, type: untargeted}, {name: told, type: untargeted, perturb: kernel, kernelBudget: 0.05}]";

        assertThat(violations(Map.of(
                        "attacks",
                        attacks,
                        "budgets",
                        "[4, 8]",
                        "published",
                        "[{network: wiener, attack: told, psnr: 20}, {network: wiener, attack: image, psnr: 20}]")))
                .extracting(Violation::line)
                .containsExactly("published[1].budget: must be one of the campaign's budgets: [4.0, 8.0]");
    }

    @Test
    void aListWithoutBudgetsIsRefusedForAttacksOnTheKernelAlone() {
        String attacks = "[{type: untargeted, perturb: kernel, kernelBudget: 0.05}]";

        assertThat(violations(Map.of("attacks", attacks, "budgets", "[]")))
                .extracting(Violation::field)
                .containsExactly("budgets");
    }

    @Test
    void reportsEveryViolationAtOnce() {
        Rejected rejected = (Rejected) ServedTestNetworks.read("""
                name: " "
                images: [{name: a, sha256: <E>}, {sha256: <A>, name: "a "}]
                blurs: [{kernel: {type: gaussian, size: 4, sigma: 0}, boundary: none}]
                networks: [nothing]
                attacks: [{type: untargeted, steps: -1, stepSize: 7}]
                budgets: [0, 1, 300]
                extra: 1
                """);

        assertThat(rejected.violations())
                .extracting(Violation::field)
                .containsExactly(
                        "extra",
                        "name",
                        "images[0].sha256",
                        "images[1].name",
                        "blurs[0].kernel.size",
                        "blurs[0].kernel.sigma",
                        "blurs[0].boundary",
                        "networks[0]",
                        "attacks[0].steps",
                        "attacks[0].stepSize",
                        "budgets[0]",
                        "budgets[2]");
        assertThat(rejected.found()).isEqualTo(12);
    }

    @Test
    void remembersTheFirstHundredOfManyViolations() {
        String budgets = "[" + "0, ".repeat(5_000) + "0]";

        Rejected rejected = (Rejected) ServedTestNetworks.read(document(Map.of("budgets", budgets)));

        assertThat(rejected.violations()).hasSize(100);
        assertThat(rejected.found()).isEqualTo(5_001);
    }

    @Test
    void shortensLongValuesAndNames() {
        String name = "x".repeat(5_000);

        Violation violation = violations(Map.of("name", name)).get(0);

        assertThat(violation.value()).hasSize(103).endsWith("...");
    }

    private static List<Violation> violations(Map<String, String> replacements) {
        return ServedTestNetworks.read(document(replacements)) instanceof Rejected rejected
                ? rejected.violations()
                : List.of();
    }

    private static String document(Map<String, String> replacements) {
        Map<String, String> parts = new TreeMap<>(GOOD);
        parts.putAll(replacements);
        List<String> lines = new ArrayList<>();
        parts.forEach((name, value) -> lines.add(name + ": " + value));
        return String.join("\n", lines);
    }

    private static String full(String expected) {
        String text = expected;
        for (Map.Entry<String, String> entry : ABBREVIATIONS.entrySet()) {
            text = text.replace(entry.getKey(), entry.getValue());
        }
        return text;
    }

    private static String hashes(String value) {
        return value == null
                ? null
                : value.replace("<A>", ServedTestNetworks.PHOTOGRAPH)
                        .replace("<B>", ServedTestNetworks.OTHER_PHOTOGRAPH)
                        .replace("<D>", ServedTestNetworks.KERNEL)
                        .replace("<E>", ServedTestNetworks.NOWHERE);
    }
}
