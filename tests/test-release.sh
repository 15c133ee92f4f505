#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build-aux/release refuses a tarball that is not the tag's, in a small repository
# whose `make dist` packs what the test says.

# shellcheck source=lib.sh
. "$(dirname -- "$0")/lib.sh"

requires git make xz sha256sum

tree=$t_tmp/tree
out_dir=$tree/build/release
version=9.8.7
name=virt-taps-$version
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GNUPGHOME=$t_tmp/keys
unset VT_RELEASE_DRY VT_RELEASE_KEY GIT_DIR MAKEFLAGS MAKELEVEL MFLAGS
mkdir -m 0700 "$GNUPGHOME"

# put FILE LINE...
put()
{
	mkdir -p "$(dirname -- "$tree/$1")"
	printf '%s\n' "${@:2}" >"$tree/$1"
}

commit()
{
	git -C "$tree" add . && git -C "$tree" commit -q -m "$1"
}

# `make dist` packs the files of the repository without those that fit $left, and runs $also on them.
make_repository()
{
	mkdir -p "$tree/build-aux"
	cp "$VT_SRCDIR/build-aux/release" "$VT_SRCDIR/build-aux/undistributed" "$tree/build-aux/"
	put build-aux/sbom '#!/bin/sh' 'echo "{}"' && chmod +x "$tree/build-aux/sbom"
	put configure.ac "AC_INIT([virt-taps], [$version])" 'AC_SUBST([RELEASE_DATE], [2031-02-03])'
	put NEWS "virt-taps $version (2031-02-03)"
	put debian/changelog "virt-taps ($version-1) unstable; urgency=medium" '' \
		' -- nobody <nobody@virt-taps.invalid>  Mon, 03 Feb 2031 08:00:00 +0000'
	put packaging/rpm/virt-taps.spec "Version: $version" "* Mon Feb 03 2031 nobody - $version-1"
	put packaging/arch/PKGBUILD "pkgver=$version"
	put packaging/alpine/APKBUILD "pkgver=$version"
	put README 'read me'
	put .gitignore /build
	put .ci/run 'exit 0'
	put build/Makefile 'dist:' "	rm -rf $name && mkdir $name" \
		"	cd .. && git ls-files | grep -vE \"\$\$left\" | xargs cp --parents -t build/$name" \
		"	cd $name && eval \"\$\$also\"" "	tar -cJf $name.tar.xz $name && rm -r $name"
	git -C "$tree" init -q
	git -C "$tree" config user.name nobody
	git -C "$tree" config user.email nobody@virt-taps.invalid
	commit one
}

# release [LEFT [ALSO]]
release()
{
	left=${1-'^\.'} also=${2-:} run "$tree/build-aux/release" "$tree/build"
	cat "$t_tmp/out" "$t_tmp/err"
	[ "$status" = 0 ]
}

# refuses TEXT [LEFT [ALSO]]: and makes neither checksums nor a tag
refuses()
{
	rm -rf "$out_dir"
	! release "${@:2}" && [[ $err == *"release: $1"* ]] && [ ! -e "$out_dir/SHA256SUMS" ] &&
		[ -z "$(git -C "$tree" tag)" ]
}

# refuses_with TEXT COMMAND...: after COMMAND in the repository was committed; undone afterwards
refuses_with()
{
	local r=0

	(cd "$tree" && "${@:2}") && commit "${*:2}" && refuses "$1" || r=1
	git -C "$tree" reset -q --hard HEAD^
	return $r
}

make_repository
ok "a file of the tag is missing" refuses 'README of the tag is not in the tarball' '^(\.|README)'
ok "a file with a dot, which is not in build-aux/undistributed" \
	refuses_with '.other of the tag is not in' cp README .other
ok "a file is not the tag's" refuses "README is not the tag's" '^\.' 'echo >>README'
ok "a file is of neither" refuses 'new is neither in the tag nor one that is made' '^\.' 'echo >new'
ok "what would be made, elsewhere" refuses 'doc/a.8 is neither' '^\.' 'mkdir doc; echo >doc/a.8'
ok "another version in NEWS" refuses_with 'NEWS has no heading' sed -i "s/$version/1.0/" NEWS
ok "another date there" refuses_with 'NEWS has no heading' sed -i 's/2031/2030/' NEWS
ok "another version in Debian's changelog" refuses_with 'debian/changelog is of another' \
	sed -i "s/$version/1.0/" debian/changelog
ok "another day there" refuses_with 'debian/changelog is not of Mon, 03 Feb 2031' \
	sed -i 's/03 Feb/04 Feb/' debian/changelog
ok "another version of the spec file" refuses_with 'the spec file is of another' \
	sed -i "1s/$version/1.0/" packaging/rpm/virt-taps.spec
ok "another date in its changelog" refuses_with "the spec file's changelog" \
	sed -i 's/Mon/Tue/' packaging/rpm/virt-taps.spec
ok "another version of PKGBUILD" refuses_with 'PKGBUILD is of another' \
	sed -i "s/$version/1.0/" packaging/arch/PKGBUILD
ok "another version of APKBUILD" refuses_with 'APKBUILD is of another' \
	sed -i "s/$version/1.0/" packaging/alpine/APKBUILD
echo changed >>"$tree/README"
ok "a change that is not committed" refuses 'the tree has changes'
git -C "$tree" checkout -q README

sums_are_right()
{
	(cd "$out_dir" && sha256sum -c --strict SHA256SUMS && [ "$(wc -l <SHA256SUMS)" = 2 ])
}

tags()
{
	git -C "$tree" for-each-ref --format '%(objecttype) %(refname:short) %(*objectname)' refs/tags
}

made='mkdir -p man src/collect/bpf; echo >configure; echo >man/a.8; echo >src/collect/bpf/plain-object.h'
export VT_RELEASE_DRY=1
ok "with files that are made, without the repository's own" release '^\.' "$made"
unset VT_RELEASE_DRY
ok "checksums of the tarball and the SBOM" sums_are_right
is "dry: no tag" "$(tags)" ""
ok "without a key" release
ok "it says what is left to sign" grep -q 'no secret key here' "$t_tmp/out"
is "the tag of this commit is annotated" "$(tags)" "tag v$version $(git -C "$tree" rev-parse HEAD)"
rm -rf "$out_dir"
ok "not the same tag twice" eval '! release'
ok "which it says" grep -q "there is a tag v$version already" "$t_tmp/err"

if command -v gpg >/dev/null &&
	gpg --batch --quiet --passphrase '' --quick-gen-key signer@virt-taps.invalid ed25519 sign 2>/dev/null; then
	export VT_RELEASE_KEY=signer@virt-taps.invalid
	git -C "$tree" tag -d "v$version" >/dev/null
	ok "with a key" release
	ok "the checksums are signed" gpg --batch --verify "$out_dir/SHA256SUMS.asc" "$out_dir/SHA256SUMS"
	ok "so is the tarball" gpg --batch --verify "$out_dir/$name.tar.xz.asc" "$out_dir/$name.tar.xz"
	ok "so is the tag" git -C "$tree" verify-tag "v$version"
	gpgconf --kill all
else
	skip "signatures" "no key can be made here"
fi
