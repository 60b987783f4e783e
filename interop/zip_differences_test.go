package interop_test

import "regexp"

// zipDifference is a kind of archive about which zipfile and we are known to disagree: by our error, or by zipfile's where we have none.
type zipDifference struct {
	what  string // and the reason
	match *regexp.Regexp
	count int
}

// stricter is what we refuse and zipfile reads: where readers disagree about what an
// archive holds, and where a size or a checksum is not what it has to be.
var stricter = []zipDifference{
	{what: "bytes before the archive, or between the directory and its end: readers look in different places",
		match: regexp.MustCompile("does not end here: bytes were put into or before|reach beyond the end record")},
	{what: "members that overlap each other, or the directory: a zip bomb needs them, and no writer does",
		match: regexp.MustCompile("run into what starts at byte")},
	{what: "archives in several parts: the rest is elsewhere",
		match: regexp.MustCompile("in several parts|lies in another part")},
	{what: "a directory that is not as large, or has not as many members, as the end record says: readers go by either",
		match: regexp.MustCompile("last entry does not end where the directory does|end record counts|are more than the limit of")},
	{what: "end records that contradict each other: readers go by either",
		match: regexp.MustCompile("end record that ends at its locator|end record is not before its locator|tell of different directories")},
	{what: "names that are there twice: readers take the first or the last",
		match: regexp.MustCompile("two members are called")},
	{what: "names with a zero byte, at which zipfile cuts them",
		match: regexp.MustCompile("has a zero byte")},
	{what: "a directory and a local header that tell different methods",
		match: regexp.MustCompile("the local header has method")},
	{what: "sizes that contradict each other: zipfile returns what is there",
		match: regexp.MustCompile("yet has a size of|deflated bytes inflate to the|inflates to (fewer|more) than|" +
			"deflate stream ends after|cannot be inflated: .*(unexpected EOF|less output than declared)|field tells of")},
	{what: "ZIP64 fields that are missing or there twice",
		match: regexp.MustCompile("field, which has to hold .* is missing|it has two ZIP64 fields")},
	{what: "methods but stored and deflated, which NumPy never writes, and flags of others",
		match: regexp.MustCompile("compressed with method|compressed patches")},
	{what: "encryption that the directory tells of, and the local header or the data do not show",
		match: regexp.MustCompile("encrypted members")},
	{what: "members that would inflate to more than the limit",
		match: regexp.MustCompile("raise it with npz.MaxMemberBytes")},
}

// laxer is what we read and zipfile, or np.load before it, does not.
var laxer = []zipDifference{
	{what: "a first member without its header: np.load looks there for the magic, and we read the other members",
		match: regexp.MustCompile("not an archive for np.load")},
	{what: "a version of zip that does not exist: nobody needs to know it",
		match: regexp.MustCompile("zip file version")},
}

// known tells whether one of the differences is that error, and counts it.
func known(list []zipDifference, err string) bool {
	for i, d := range list {
		if d.match.MatchString(err) {
			list[i].count++
			return true
		}
	}
	return false
}
