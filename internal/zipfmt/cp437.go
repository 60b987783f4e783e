package zipfmt

// upper437 is the upper half of IBM's code page 437, the code of names that are not flagged as UTF-8 (APPNOTE.TXT, appendix D). The lower half is ASCII, with
// the control characters as what they are, as in Python's codec, and not as the symbols that a screen showed.
var upper437 = [128]rune([]rune("" +
	"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ" +
	"áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
	"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
	"αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0"))

func decode437(c byte) rune {
	if c < 128 {
		return rune(c)
	}
	return upper437[c-128]
}
