package dev.shakedown.jobapi.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Perturb;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.BlurSpec.Noise;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.identity.JobNaming.JobIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobIdentityTest {

    /** One draw of everything that a job is made of. */
    private record Job(
            ImageSource source,
            BlurSpec blur,
            NetworkRef network,
            AttackSpec attack,
            double budget,
            long campaignSeed) {

        JobIdentity identity() {
            return judgedOn(List.of(network));
        }

        JobIdentity judgedOn(List<NetworkRef> judges) {
            return new JobNaming(campaignSeed).name(source, blur, network, judges, attack, List.of(), budget);
        }

        Job with(ImageSource other) {
            return new Job(other, blur, network, attack, budget, campaignSeed);
        }

        Job with(BlurSpec other) {
            return new Job(source, other, network, attack, budget, campaignSeed);
        }

        Job with(NetworkRef other) {
            return new Job(source, blur, other, attack, budget, campaignSeed);
        }

        Job with(AttackSpec other) {
            return new Job(source, blur, network, other, budget, campaignSeed);
        }
    }

    static Stream<Long> draws() {
        return new Random(1).longs(200).boxed();
    }

    @ParameterizedTest
    @MethodSource("draws")
    void namesAreNoPartOfAJob(long draw) {
        Job job = draw(new Random(draw));

        Job renamed = job.with(renamed(job.source()))
                .with(job.blur() == null ? null : renamed(job.blur()))
                .with(new NetworkRef("other-name", job.network().sha256()))
                .with(renamed(job.attack()));

        assertThat(renamed.identity()).isEqualTo(job.identity());
    }

    @ParameterizedTest
    @MethodSource("draws")
    void everythingElseIs(long draw) {
        Job job = draw(new Random(draw));

        List<Job> others = neighbours(job);

        Set<String> ids = others.stream().map(other -> other.identity().jobId()).collect(Collectors.toSet());
        Set<Long> seeds = others.stream().map(other -> other.identity().seed()).collect(Collectors.toSet());
        assertThat(ids).hasSize(others.size()).doesNotContain(job.identity().jobId());
        assertThat(seeds).hasSize(others.size()).doesNotContain(job.identity().seed());
    }

    @ParameterizedTest
    @MethodSource("draws")
    void idsAndSeedsHaveTheirForm(long draw) {
        JobIdentity identity = draw(new Random(draw)).identity();

        assertThat(identity.jobId()).matches("[0-9a-f]{32}");
        assertThat(identity.seed()).isBetween(0L, (1L << 53) - 1);
    }

    @Test
    void idsStayWhatTheyWere() {
        Job job = new Job(
                new ImageSource.Sharp("a", new ImageRef("a".repeat(64), 64, 48)),
                new BlurSpec(new KernelSpec.CameraShake(17, 3), Boundary.REFLECT, new Noise(0.01, 1), false),
                new NetworkRef("wiener", "b".repeat(64)),
                new AttackSpec(new Objective.Untargeted(), 250, 0.001, true, Iterate.LAST),
                4,
                0);

        assertThat(job.identity()).isEqualTo(new JobIdentity("8a6344341b2a9645ab3a58927dcac7e6", 5228903522769969L));
        assertThat(new JobNaming(7)
                        .name(
                                job.source(),
                                job.blur(),
                                job.network(),
                                List.of(job.network(), new NetworkRef("mprnet", "d".repeat(64))),
                                job.attack(),
                                List.of(new ImageSource.Sharp("c", new ImageRef("c".repeat(64), 64, 48))),
                                2.5))
                .isEqualTo(new JobIdentity("2cb38ce84d1715506d7ad731d7c1c2e6", 8177116005001006L));
    }

    @ParameterizedTest
    @MethodSource("draws")
    void judgesArePartOfAJobButNotOfItsStart(long draw) {
        Random random = new Random(draw);
        Job job = draw(random);
        NetworkRef other = new NetworkRef("other", sha256(random));

        JobIdentity alone = job.judgedOn(List.of(job.network()));
        JobIdentity both = job.judgedOn(List.of(job.network(), other));
        JobIdentity instead = job.judgedOn(List.of(other));

        assertThat(alone).isEqualTo(job.identity());
        assertThat(List.of(alone.jobId(), both.jobId(), instead.jobId())).doesNotHaveDuplicates();
        assertThat(List.of(both.seed(), instead.seed())).containsOnly(alone.seed());
    }

    @Test
    void jobsThatStoreOutputsOrHaveFurtherMetricsHaveOtherIdsAndTheSameStarts() {
        Job job = draw(new Random(1));
        List<JobNaming> namings = List.of(
                new JobNaming(job.campaignSeed),
                new JobNaming(job.campaignSeed, true, List.of()),
                new JobNaming(job.campaignSeed, false, List.of("psnr-y")),
                new JobNaming(job.campaignSeed, false, List.of("jpeg-75", "psnr-y")),
                new JobNaming(job.campaignSeed, true, List.of("psnr-y")));

        List<JobIdentity> identities = namings.stream()
                .map(naming -> naming.name(
                        job.source, job.blur, job.network, List.of(job.network), job.attack, List.of(), job.budget))
                .toList();

        assertThat(identities).extracting(JobIdentity::jobId).doesNotHaveDuplicates();
        assertThat(identities)
                .extracting(JobIdentity::seed)
                .containsOnly(job.identity().seed());
    }

    /** A change that adds a field to these records must decide whether it is part of a job's content. */
    @Test
    void everyFieldOfTheContractHasBeenJudged() {
        List<Class<?>> contract = List.of(
                ImageRef.class,
                ImageSource.Sharp.class,
                ImageSource.Blurred.class,
                BlurSpec.class,
                Noise.class,
                KernelSpec.CameraShake.class,
                KernelSpec.Gaussian.class,
                KernelSpec.Disk.class,
                KernelSpec.LinearMotion.class,
                KernelSpec.File.class,
                KernelSpec.Adjusted.class,
                KernelGrid.class,
                CameraPath.class,
                NetworkRef.class,
                AttackSpec.class,
                Objective.Untargeted.class,
                Objective.GroundTruth.class,
                Objective.MinimumBudget.class,
                Objective.Targeted.class,
                Objective.Localised.class,
                Rectangle.class,
                Patch.Picture.class,
                Patch.Text.class,
                Distance.class,
                Mask.Region.class,
                Mask.Picture.class,
                Plateau.class,
                Expectation.class);

        Set<String> fields = contract.stream()
                .flatMap(type -> Arrays.stream(type.getRecordComponents())
                        .map(component -> nameOf(type) + "." + component.getName()))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> labels = Set.of(
                "Sharp.name",
                "Blurred.name",
                "File.name",
                "NetworkRef.id",
                "AttackSpec.name",
                "Targeted.name",
                "Localised.name",
                "Mask.Picture.name",
                "Sharp.dataSet",
                "Blurred.dataSet",
                // they follow from the hash
                "ImageRef.width",
                "ImageRef.height",
                "ImageRef.recipe");
        Set<String> content = Set.of(
                "ImageRef.sha256",
                "Sharp.sharp",
                "Blurred.blurred",
                "Blurred.sharp",
                "Blurred.kernel",
                "BlurSpec.model",
                "BlurSpec.boundary",
                "BlurSpec.noise",
                "BlurSpec.clampBlurred",
                "BlurSpec.roundTo8Bit",
                "Noise.sigma",
                "Noise.seed",
                "CameraShake.size",
                "CameraShake.seed",
                "Gaussian.size",
                "Gaussian.sigma",
                "Disk.size",
                "Disk.radius",
                "LinearMotion.size",
                "LinearMotion.length",
                "LinearMotion.angle",
                "Adjusted.kernel",
                "Adjusted.scaleTo",
                "Adjusted.recentre",
                "KernelGrid.rows",
                "KernelGrid.columns",
                "KernelGrid.kernels",
                "CameraPath.maxShift",
                "CameraPath.maxRotation",
                "CameraPath.maxTilt",
                "CameraPath.focalLength",
                "CameraPath.frames",
                "CameraPath.seed",
                "File.size",
                "File.sha256",
                "NetworkRef.sha256",
                "AttackSpec.objective",
                "AttackSpec.steps",
                "AttackSpec.stepSize",
                "AttackSpec.clip",
                "AttackSpec.iterate",
                "AttackSpec.distance",
                "AttackSpec.norm",
                "AttackSpec.start",
                "AttackSpec.update",
                "AttackSpec.restarts",
                "AttackSpec.plateau",
                "AttackSpec.expectation",
                "AttackSpec.universal",
                "AttackSpec.traceEvery",
                "AttackSpec.budgetParts",
                "AttackSpec.evaluateAt",
                "AttackSpec.grey",
                "AttackSpec.zeroMean",
                "AttackSpec.perturb",
                "AttackSpec.kernelNorm",
                "AttackSpec.kernelBudget",
                "Targeted.target",
                "MinimumBudget.loss",
                "MinimumBudget.tolerance",
                "Localised.rectangle",
                "Localised.patch",
                "Rectangle.left",
                "Rectangle.top",
                "Rectangle.width",
                "Rectangle.height",
                "Patch.Picture.image",
                "Text.text",
                "Text.colour",
                "Text.background",
                "Distance.measure",
                "Distance.mask",
                "Distance.weighting",
                "Distance.clampOutput",
                "Region.rectangle",
                "Region.inside",
                "Region.outside",
                "Mask.Picture.image",
                "Plateau.steps",
                "Plateau.improvement",
                "Expectation.samples",
                "Expectation.noiseSigma",
                "Expectation.kernels",
                "Expectation.jpeg");
        Set<String> judged = new HashSet<>(labels);
        judged.addAll(content);
        assertThat(fields).containsExactlyInAnyOrderElementsOf(judged);
    }

    /** A picture is a patch or a mask. */
    private static String nameOf(Class<?> type) {
        return type.getSimpleName().equals("Picture")
                ? type.getEnclosingClass().getSimpleName() + ".Picture"
                : type.getSimpleName();
    }

    @Test
    void everyOptionOfAnAttackMakesAnotherJob() {
        Rectangle region = new Rectangle(1, 2, 3, 4);
        ImageRef image = new ImageRef("ab".repeat(32), 8, 8);
        KernelSpec kernel = new KernelSpec.Gaussian(5, 1);
        Objective untargeted = new Objective.Untargeted();
        Patch text = new Patch.Text("90", "#000000", null);
        List<AttackSpec> attacks = new ArrayList<>();
        for (Objective objective : List.of(
                untargeted,
                new Objective.GroundTruth(),
                new Objective.Localised("a", region, text),
                new Objective.Localised("a", new Rectangle(0, 2, 3, 4), text),
                new Objective.Localised("a", region, new Patch.Text("91", "#000000", null)),
                new Objective.Localised("a", region, new Patch.Text("90", "#000001", null)),
                new Objective.Localised("a", region, new Patch.Text("90", "#000000", "#ffffff")),
                new Objective.Localised("a", region, new Patch.Picture(image)),
                new Objective.MinimumBudget(6, 0.25),
                new Objective.MinimumBudget(5, 0.25),
                new Objective.MinimumBudget(6, 0.5))) {
            attacks.add(new AttackSpec(objective, 9, 0.1, true, Iterate.LAST));
        }
        for (Distance distance : List.of(
                new Distance(Distance.Measure.MSE, null),
                new Distance(Distance.Measure.L1, null),
                new Distance(Distance.Measure.L2, null, Distance.Weighting.COSINE, false),
                new Distance(Distance.Measure.L2, null, null, true),
                new Distance(Distance.Measure.L2, new Mask.Region(region, 1, 0)),
                new Distance(Distance.Measure.L2, new Mask.Region(region, 1, 0.5)),
                new Distance(Distance.Measure.L2, new Mask.Region(region, 2, 0)),
                new Distance(Distance.Measure.L2, new Mask.Region(new Rectangle(1, 2, 3, 5), 1, 0)),
                new Distance(Distance.Measure.L2, new Mask.Picture("m", image)))) {
            attacks.add(option(distance, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, null, null, false, 10));
        }
        Distance l2 = Distance.L2;
        attacks.add(option(l2, Norm.L2, Start.UNIFORM, Update.ADAM, 1, null, null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.GAUSSIAN, Update.ADAM, 1, null, null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.SIGN, 1, null, null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.APGD, 1, null, null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.SQUARE, 1, null, null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 2, null, null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, new Plateau(9, 0.1), null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, new Plateau(9, 0.2), null, false, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, new Plateau(8, 0.1), null, false, 10));
        for (Expectation expectation : List.of(
                new Expectation(2, 0.1, List.of()),
                new Expectation(3, 0.1, List.of()),
                new Expectation(2, 0.2, List.of()),
                new Expectation(2, 0.1, List.of(kernel)),
                new Expectation(1, 0, List.of(), List.of(75)),
                new Expectation(1, 0, List.of(), List.of(75, 90)))) {
            attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, null, expectation, false, 10));
        }
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, null, null, true, 10));
        attacks.add(option(l2, Norm.LINF, Start.UNIFORM, Update.ADAM, 1, null, null, false, 5));

        attacks.add(attacks.get(0).stepping(4));
        attacks.add(attacks.get(0).stepping(4).forBudget(8));
        attacks.add(attacks.get(0).stepping(5));
        attacks.add(attacks.get(0).constrained(true, false));
        attacks.add(attacks.get(0).constrained(false, true));
        attacks.add(attacks.get(0).evaluatedAt(List.of(3, 9)));
        attacks.add(attacks.get(0).evaluatedAt(List.of(3, 8)));

        Set<Object> contents = attacks.stream().map(JobIdentityContent::of).collect(Collectors.toSet());

        assertThat(contents).hasSize(attacks.size());
        assertThat(JobIdentityContent.of(
                        new AttackSpec(new Objective.Localised("b", region, text), 9, 0.1, true, Iterate.LAST)))
                .as("names are labels")
                .isEqualTo(JobIdentityContent.of(attacks.get(2)));
    }

    private static AttackSpec option(
            Distance distance,
            Norm norm,
            Start start,
            Update update,
            int restarts,
            Plateau plateau,
            Expectation expectation,
            boolean universal,
            int traceEvery) {
        return new AttackSpec(
                new Objective.Untargeted(),
                distance,
                norm,
                start,
                update,
                9,
                0.1,
                true,
                Iterate.LAST,
                restarts,
                plateau,
                expectation,
                universal,
                traceEvery);
    }

    @Test
    void theCompanionsOfAUniversalPerturbationArePartOfItsJob() {
        ImageSource one = new ImageSource.Sharp("a", new ImageRef("ab".repeat(32), 8, 8));
        ImageSource other = new ImageSource.Sharp("b", new ImageRef("cd".repeat(32), 8, 8));
        AttackSpec attack = new AttackSpec(new Objective.Untargeted(), 9, 0.1, true, Iterate.LAST);
        NetworkRef network = new NetworkRef("n", "ef".repeat(32));

        JobNaming naming = new JobNaming(7);
        assertThat(naming.name(one, null, network, List.of(network), attack, List.of(other), 4))
                .isNotEqualTo(naming.name(one, null, network, List.of(network), attack, List.of(), 4));
    }

    /** The same job with one determining field changed, once for each such field that it has. */
    private static List<Job> neighbours(Job job) {
        List<Job> others = new ArrayList<>();
        others.add(new Job(job.source, job.blur, job.network, job.attack, job.budget + 1, job.campaignSeed));
        others.add(new Job(job.source, job.blur, job.network, job.attack, job.budget, job.campaignSeed + 1));
        others.add(job.with(new NetworkRef(job.network.id(), flipped(job.network.sha256()))));
        AttackSpec attack = job.attack;
        others.add(job.with(new AttackSpec(
                attack.objective(), attack.steps() + 1, attack.stepSize(), attack.clip(), attack.iterate())));
        others.add(job.with(new AttackSpec(
                attack.objective(), attack.steps(), Math.nextUp(attack.stepSize()), attack.clip(), attack.iterate())));
        others.add(job.with(new AttackSpec(
                attack.objective(), attack.steps(), attack.stepSize(), !attack.clip(), attack.iterate())));
        others.add(job.with(new AttackSpec(
                attack.objective(),
                attack.steps(),
                attack.stepSize(),
                attack.clip(),
                attack.iterate() == Iterate.LAST ? Iterate.BEST : Iterate.LAST)));
        AttackSpec told = attack.perturbing(Perturb.KERNEL, Norm.L2, 0.05);
        others.add(job.with(told));
        others.add(job.with(told.perturbing(Perturb.BOTH, Norm.L2, 0.05)));
        others.add(job.with(told.perturbing(Perturb.KERNEL, Norm.LINF, 0.05)));
        others.add(job.with(told.perturbing(Perturb.KERNEL, Norm.L2, 0.1)));
        others.add(job.with(new AttackSpec(
                other(attack.objective()), attack.steps(), attack.stepSize(), attack.clip(), attack.iterate())));
        if (job.source instanceof ImageSource.Sharp sharp) {
            others.add(job.with(new ImageSource.Sharp(sharp.name(), flipped(sharp.sharp()))));
            blurNeighbours(job.blur).forEach(blur -> others.add(job.with(blur)));
        } else {
            ImageSource.Blurred image = (ImageSource.Blurred) job.source;
            others.add(job.with(
                    new ImageSource.Blurred(image.name(), flipped(image.blurred()), image.sharp(), image.kernel())));
            others.add(job.with(new ImageSource.Blurred(
                    image.name(),
                    image.blurred(),
                    image.sharp() == null ? image.blurred() : flipped(image.sharp()),
                    image.kernel())));
            others.add(job.with(new ImageSource.Blurred(
                    image.name(),
                    image.blurred(),
                    image.sharp(),
                    image.kernel() == null ? new KernelSpec.Gaussian(3, 1) : null)));
        }
        return others;
    }

    private static List<BlurSpec> blurNeighbours(BlurSpec blur) {
        List<BlurSpec> others = new ArrayList<>();
        Boundary boundary = blur.boundary() == Boundary.VALID ? Boundary.REFLECT : Boundary.VALID;
        boolean clamped = blur.clampBlurred();
        boolean rounded = blur.roundTo8Bit();
        others.add(new BlurSpec(blur.model(), boundary, blur.noise(), clamped, rounded));
        others.add(new BlurSpec(blur.model(), blur.boundary(), blur.noise(), !clamped, rounded));
        others.add(new BlurSpec(blur.model(), blur.boundary(), blur.noise(), clamped, !rounded));
        UnaryOperator<Noise> sigma = noise -> new Noise(noise.sigma() + 0.01, noise.seed());
        UnaryOperator<Noise> seed = noise -> new Noise(noise.sigma(), noise.seed() + 1);
        for (UnaryOperator<Noise> change : List.of(sigma, seed)) {
            others.add(new BlurSpec(blur.model(), blur.boundary(), change.apply(blur.noise()), clamped, rounded));
        }
        for (BlurModel model : modelNeighbours(blur.model())) {
            others.add(new BlurSpec(model, blur.boundary(), blur.noise(), clamped, rounded));
        }
        return others;
    }

    private static List<BlurModel> modelNeighbours(BlurModel model) {
        if (model instanceof KernelGrid grid) {
            List<BlurModel> others = new ArrayList<>();
            List<KernelSpec> reversed = new ArrayList<>(grid.kernels());
            Collections.reverse(reversed);
            others.add(new KernelGrid(grid.rows(), grid.columns(), reversed));
            others.add(new KernelGrid(grid.columns(), grid.rows(), grid.kernels()));
            for (KernelSpec last : kernelNeighbours(grid.at(grid.rows() - 1, grid.columns() - 1))) {
                List<KernelSpec> kernels = new ArrayList<>(grid.kernels());
                kernels.set(kernels.size() - 1, last);
                others.add(new KernelGrid(grid.rows(), grid.columns(), kernels));
            }
            return others;
        }
        if (model instanceof CameraPath p) {
            return List.of(
                    new CameraPath(
                            p.maxShift() + 1, p.maxRotation(), p.maxTilt(), p.focalLength(), p.frames(), p.seed()),
                    new CameraPath(
                            p.maxShift(), p.maxRotation() + 1, p.maxTilt(), p.focalLength(), p.frames(), p.seed()),
                    new CameraPath(
                            p.maxShift(), p.maxRotation(), p.maxTilt() + 1, p.focalLength(), p.frames(), p.seed()),
                    new CameraPath(
                            p.maxShift(), p.maxRotation(), p.maxTilt(), p.focalLength() + 1, p.frames(), p.seed()),
                    new CameraPath(
                            p.maxShift(), p.maxRotation(), p.maxTilt(), p.focalLength(), p.frames() + 1, p.seed()),
                    new CameraPath(
                            p.maxShift(), p.maxRotation(), p.maxTilt(), p.focalLength(), p.frames(), p.seed() + 1));
        }
        return List.copyOf(kernelNeighbours((KernelSpec) model));
    }

    private static List<KernelSpec> kernelNeighbours(KernelSpec kernel) {
        int larger = kernel.size() + 2;
        if (kernel instanceof KernelSpec.CameraShake shake) {
            return List.of(
                    new KernelSpec.CameraShake(larger, shake.seed()),
                    new KernelSpec.CameraShake(shake.size(), shake.seed() + 1),
                    new KernelSpec.Gaussian(shake.size(), 1));
        }
        if (kernel instanceof KernelSpec.Gaussian gaussian) {
            return List.of(
                    new KernelSpec.Gaussian(larger, gaussian.sigma()),
                    new KernelSpec.Gaussian(gaussian.size(), gaussian.sigma() + 1),
                    new KernelSpec.Disk(gaussian.size(), gaussian.sigma()));
        }
        if (kernel instanceof KernelSpec.Disk disk) {
            return List.of(
                    new KernelSpec.Disk(larger, disk.radius()),
                    new KernelSpec.Disk(disk.size(), disk.radius() + 1),
                    new KernelSpec.Gaussian(disk.size(), disk.radius()));
        }
        if (kernel instanceof KernelSpec.LinearMotion motion) {
            return List.of(
                    new KernelSpec.LinearMotion(larger, motion.length(), motion.angle()),
                    new KernelSpec.LinearMotion(motion.size(), motion.length() + 1, motion.angle()),
                    new KernelSpec.LinearMotion(motion.size(), motion.length(), motion.angle() + 1));
        }
        if (kernel instanceof KernelSpec.Adjusted adjusted) {
            List<KernelSpec> others = new ArrayList<>();
            others.add(adjusted.kernel());
            others.add(new KernelSpec.Adjusted(adjusted.kernel(), adjusted.size() + 2, adjusted.recentre()));
            others.add(new KernelSpec.Adjusted(adjusted.kernel(), adjusted.scaleTo(), !adjusted.recentre()));
            kernelNeighbours(adjusted.kernel())
                    .forEach(other ->
                            others.add(new KernelSpec.Adjusted(other, adjusted.scaleTo(), adjusted.recentre())));
            return others;
        }
        KernelSpec.File file = (KernelSpec.File) kernel;
        return List.of(new KernelSpec.File(file.size(), flipped(file.sha256()), file.name()));
    }

    private static Job draw(Random random) {
        boolean sharp = random.nextBoolean();
        ImageSource source = sharp
                ? new ImageSource.Sharp(name(random), image(random))
                : new ImageSource.Blurred(
                        name(random),
                        image(random),
                        random.nextBoolean() ? image(random) : null,
                        random.nextBoolean() ? kernel(random) : null);
        BlurSpec blur = sharp
                ? new BlurSpec(
                        model(random),
                        Boundary.values()[random.nextInt(4)],
                        new Noise(random.nextDouble() / 2, random.nextInt(100)),
                        random.nextBoolean())
                : null;
        Objective objective =
                random.nextBoolean() ? new Objective.Untargeted() : new Objective.Targeted(name(random), image(random));
        AttackSpec attack = new AttackSpec(
                objective,
                1 + random.nextInt(1000),
                random.nextDouble(),
                random.nextBoolean(),
                Iterate.values()[random.nextInt(2)]);
        NetworkRef network = new NetworkRef(name(random), sha256(random));
        return new Job(source, blur, network, attack, 1 + random.nextInt(16), random.nextInt(1000));
    }

    private static BlurModel model(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new KernelGrid(1, 2, List.of(kernel(random), kernel(random)));
            case 1 ->
                new CameraPath(
                        random.nextDouble(),
                        random.nextDouble(),
                        random.nextDouble(),
                        1 + random.nextDouble(),
                        3 + random.nextInt(100),
                        random.nextInt(100));
            default -> kernel(random);
        };
    }

    private static KernelSpec kernel(Random random) {
        KernelSpec plain = plainKernel(random);
        return switch (random.nextInt(4)) {
            case 0 -> new KernelSpec.Adjusted(plain, 3 + 2 * random.nextInt(20), random.nextBoolean());
            case 1 -> new KernelSpec.Adjusted(plain, null, random.nextBoolean());
            default -> plain;
        };
    }

    private static KernelSpec plainKernel(Random random) {
        int size = 3 + 2 * random.nextInt(20);
        return switch (random.nextInt(5)) {
            case 0 -> new KernelSpec.CameraShake(size, random.nextInt(100));
            case 1 -> new KernelSpec.Gaussian(size, 1 + random.nextDouble());
            case 2 -> new KernelSpec.Disk(size, 1 + random.nextDouble());
            case 3 -> new KernelSpec.LinearMotion(size, 1 + random.nextDouble(), random.nextInt(180));
            default -> new KernelSpec.File(size, sha256(random), name(random));
        };
    }

    private static Objective other(Objective objective) {
        return objective instanceof Objective.Targeted targeted
                ? new Objective.Targeted(targeted.name(), flipped(targeted.target()))
                : new Objective.Targeted("target", new ImageRef("f".repeat(64), 64, 48));
    }

    private static ImageSource renamed(ImageSource source) {
        if (source instanceof ImageSource.Sharp sharp) {
            return new ImageSource.Sharp("renamed", sharp.sharp());
        }
        ImageSource.Blurred image = (ImageSource.Blurred) source;
        return new ImageSource.Blurred(
                "renamed", image.blurred(), image.sharp(), image.kernel() == null ? null : renamed(image.kernel()));
    }

    private static BlurSpec renamed(BlurSpec blur) {
        return new BlurSpec(
                renamed(blur.model()), blur.boundary(), blur.noise(), blur.clampBlurred(), blur.roundTo8Bit());
    }

    private static BlurModel renamed(BlurModel model) {
        if (model instanceof KernelGrid grid) {
            return new KernelGrid(
                    grid.rows(),
                    grid.columns(),
                    grid.kernels().stream().map(JobIdentityTest::renamed).toList());
        }
        return model instanceof KernelSpec kernel ? renamed(kernel) : model;
    }

    private static KernelSpec renamed(KernelSpec kernel) {
        if (kernel instanceof KernelSpec.Adjusted adjusted) {
            return new KernelSpec.Adjusted(renamed(adjusted.kernel()), adjusted.scaleTo(), adjusted.recentre());
        }
        return kernel instanceof KernelSpec.File file
                ? new KernelSpec.File(file.size(), file.sha256(), "renamed")
                : kernel;
    }

    private static AttackSpec renamed(AttackSpec attack) {
        Objective objective = attack.objective() instanceof Objective.Targeted targeted
                ? new Objective.Targeted("renamed", targeted.target())
                : attack.objective();
        return new AttackSpec(objective, attack.steps(), attack.stepSize(), attack.clip(), attack.iterate());
    }

    private static ImageRef image(Random random) {
        return new ImageRef(sha256(random), 64, 48);
    }

    private static ImageRef flipped(ImageRef image) {
        return new ImageRef(flipped(image.sha256()), image.width(), image.height());
    }

    private static String flipped(String sha256) {
        return (sha256.charAt(0) == '0' ? '1' : '0') + sha256.substring(1);
    }

    private static String sha256(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Sha256.hex(bytes);
    }

    private static String name(Random random) {
        return "n" + random.nextInt(1000);
    }
}
