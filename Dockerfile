# syntax=docker/dockerfile:1
# Shakedown's images, one target each; see images/README.md:
#
#   docker build --target job-api           -t shakedown/job-api:0.1.0 .
#   docker build --target result-store      -t shakedown/result-store:0.1.0 .
#   docker build --target attack-worker-cpu -t shakedown/attack-worker:0.1.0-cpu .
#   docker build --target attack-worker-gpu -t shakedown/attack-worker:0.1.0-gpu .
#   docker build --target cli               -t shakedown/cli:0.1.0 .
#
# The three bases can be replaced, for instance by the same tags with a digest.
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:17.0.15_6-jdk-noble
ARG JRE_IMAGE=docker.io/library/eclipse-temurin:17.0.15_6-jre-noble
# PyTorch of the version of DJL's native library (pytorch-native-cpu in pom.xml), with CUDA 12.8, for which DJL's JNI is built.
ARG PYTORCH_IMAGE=docker.io/pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime
ARG CUDA_VERSION=12.8

# ---- everything is built once -----------------------------------------------------------------------------------------
FROM ${JDK_IMAGE} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw --batch-mode -q -Psbom -DskipTests package && images/layers /layers

# ---- what all services have in common ----------------------------------------------------------------------------------
FROM ${JRE_IMAGE} AS service
LABEL org.opencontainers.image.licenses="Apache-2.0" org.opencontainers.image.vendor="Shakedown"
COPY --chmod=755 images/healthcheck /opt/shakedown/healthcheck
COPY LICENSE NOTICE /opt/shakedown/
WORKDIR /opt/shakedown
# Not root, and no user of any distribution. Nothing is written but below /tmp, so the file system may be read-only.
USER 10001:10001
ENV HOME=/tmp
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/shakedown/healthcheck", "8080"]

# From what never changes to what always does: libraries, what Quarkus generated, our own code.
FROM service AS job-api
LABEL org.opencontainers.image.title="Shakedown job-api"
COPY --from=build /layers/job-api/libraries/ ./
COPY --from=build /layers/job-api/generated/ ./
COPY --from=build /layers/job-api/application/ ./
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/shakedown/quarkus-run.jar"]

FROM service AS result-store
LABEL org.opencontainers.image.title="Shakedown result-store"
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/shakedown/healthcheck", "8081"]
COPY --from=build /layers/result-store/libraries/ ./
COPY --from=build /layers/result-store/generated/ ./
COPY --from=build /layers/result-store/application/ ./
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/shakedown/quarkus-run.jar"]

# ---- workers: most memory is libtorch's, outside of the heap -------------------------------------------------------------
FROM service AS attack-worker
# libtorch is where PYTORCH_LIBRARY_PATH says, and DJL's JNI library beside it: nothing is unpacked or downloaded.
ENV DJL_OFFLINE=true OPT_OUT_TRACKING=true DJL_CACHE_DIR=/tmp/djl PYTORCH_VERSION=2.7.1
# Threads that spin while they wait are ten times slower where processors are shared.
ENV OMP_WAIT_POLICY=PASSIVE
ENV SHAKEDOWN_NETWORKS_DIRECTORY=/opt/shakedown/networks
COPY models/pretrained/*.pt models/pretrained/registry.json /opt/shakedown/networks/
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=25", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/shakedown/quarkus-run.jar"]

FROM attack-worker AS attack-worker-cpu
LABEL org.opencontainers.image.title="Shakedown attack-worker (CPU)"
ENV PYTORCH_FLAVOR=cpu PYTORCH_LIBRARY_PATH=/opt/libtorch
COPY --from=build /layers/libtorch-cpu/ /opt/libtorch/
COPY --from=build /layers/attack-worker/libraries/ ./
COPY --from=build /layers/attack-worker/generated/ ./
COPY --from=build /layers/attack-worker/application/ ./

# Of the PyTorch image only the native libraries are taken, laid out as there, since they find one another by relative paths.
FROM ${PYTORCH_IMAGE} AS libtorch-cuda
ARG CUDA_VERSION
COPY images/collect-libtorch.py /collect-libtorch.py
RUN python3 /collect-libtorch.py 2.7.1 "$CUDA_VERSION" /opt/libtorch

FROM attack-worker AS attack-worker-gpu
LABEL org.opencontainers.image.title="Shakedown attack-worker (GPU)"
ENV PYTORCH_FLAVOR=cu128 PYTORCH_LIBRARY_PATH=/opt/libtorch/torch/lib LD_LIBRARY_PATH=/opt/libtorch/torch/nvrtc \
    SHAKEDOWN_WORKER_DEVICE=gpu0
# What the NVIDIA container runtime goes by.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=libtorch-cuda /opt/libtorch/ /opt/libtorch/
COPY --from=build /layers/libtorch-cu128-jni/ /opt/libtorch/torch/lib/
COPY --from=build /layers/attack-worker/libraries/ ./
COPY --from=build /layers/attack-worker/generated/ ./
COPY --from=build /layers/attack-worker/application/ ./

# ---- the command line ----------------------------------------------------------------------------------------------------
FROM ${JRE_IMAGE} AS cli
LABEL org.opencontainers.image.licenses="Apache-2.0" org.opencontainers.image.vendor="Shakedown" \
      org.opencontainers.image.title="Shakedown command line"
COPY --chmod=755 images/shakedown /usr/local/bin/shakedown
COPY LICENSE NOTICE /opt/shakedown/
COPY photos/*.png /opt/shakedown/photos/
COPY photos/small/*.png /opt/shakedown/photos/small/
COPY campaigns/ /opt/shakedown/campaigns/
COPY --from=build /layers/cli/libraries/ /opt/shakedown/app/
COPY --from=build /layers/cli/application/ /opt/shakedown/app/
USER 10001:10001
ENV HOME=/tmp
WORKDIR /tmp
ENTRYPOINT ["shakedown"]
CMD ["--help"]
