#!/bin/sh
# Builds the images troupe-coordinator and troupe-agent from this clone.
#
#   deploy/docker/build.sh [--tag TAG] [--base IMAGE] [--agent-base IMAGE] [--arch x64|arm64]
#
# What goes into them is installed here, by npm, from tarballs of this clone: an image build needs no package registry,
# and both images hold the same troupe. TAG: the version in package.json. IMAGE: any image with Node 24.
set -eu
cd "$(dirname "$0")/../.."
tag=$(node -p 'require("./package.json").version')
base=
agent_base=
arch=x64
while [ $# -gt 0 ]; do
  case $1 in
    --tag) tag=$2 ;;
    --base) base=$2 ;;
    --agent-base) agent_base=$2 ;;
    --arch) arch=$2 ;;
    *)
      sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
  shift 2
done

context=build/docker
rm -rf "$context"
mkdir -p "$context/troupe"
npm run --silent build -- --pack
# For the platform of the image, which need not be that of this machine. Nothing that Troupe needs runs an install script.
npm install --silent --no-audit --no-fund --ignore-scripts --omit=dev --prefix "$context/troupe" \
  --os=linux --cpu="$arch" --libc=glibc ./build/tarballs/*.tgz
cp -R deploy/docker/coordinator deploy/docker/agent "$context/"

docker build -q -t "troupe-coordinator:$tag" ${base:+--build-arg NODE_IMAGE="$base"} \
  -f "$context/coordinator/Dockerfile" "$context"
docker build -q -t "troupe-agent:$tag" ${agent_base:+--build-arg AGENT_IMAGE="$agent_base"} \
  -f "$context/agent/Dockerfile" "$context"
echo "built troupe-coordinator:$tag and troupe-agent:$tag" >&2
