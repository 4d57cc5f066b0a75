"""Methods of voting beside for and against: what a ballot may say, how it is counted, and in which words. Pure."""
